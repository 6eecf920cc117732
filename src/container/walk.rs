//! One walk: the cursor, the layout that grows, and the bounds.
//!
//! Walkers push pieces and return a [`Stop`] where they cannot go on; what that means for the coverage is
//! decided here and nowhere else. Nothing here knows a format.

use std::borrow::Cow;
use std::ops::Range;

use super::cursor::{Cursor, Stop};
use super::layout::{Format, Layout, Oddity, Piece, Slot};
use crate::asset::Asset;
use crate::context::Depth;
use crate::coverage::{CoverageState, reason};
use crate::limits::Limits;

/// The state of one walk.
pub(super) struct Walk<'a> {
    /// The bytes.
    pub(super) cursor: Cursor<'a>,
    /// What was found so far.
    pub(super) layout: Layout,
    /// The bounds.
    pub(super) limits: &'a Limits,
    /// How far to look.
    pub(super) depth: Depth,
    /// True from the end that the format declares on; marks every piece pushed from then.
    pub(super) after_end: bool,
    counted: usize,
    steps: usize,
}

impl<'a> Walk<'a> {
    /// Opens the asset.
    pub(super) fn open(asset: &'a Asset<'a>, depth: Depth, limits: &'a Limits) -> Result<Self, Stop> {
        let cursor = Cursor::open(asset)?;
        let layout = Layout::new(Format::Unknown);
        Ok(Self { cursor, layout, limits, depth, after_end: false, counted: 0, steps: 0 })
    }

    /// Size of the asset in bytes.
    pub(super) fn size(&self) -> u64 {
        self.cursor.size()
    }

    /// Lists a piece. One that runs past the end of the asset is listed as far as it goes, marked, and
    /// reported as the end of the asset.
    pub(super) fn push(&mut self, mut piece: Piece) -> Result<(), Stop> {
        let at = piece.span.start;
        self.count(at)?;
        piece.after_end |= self.after_end;
        let size = self.size();
        if piece.span.end <= size {
            self.layout.pieces.push(piece);
            return Ok(());
        }
        piece.truncated = true;
        piece.span = clip(&piece.span, size);
        piece.body = clip(&piece.body, size);
        piece.extents = piece.extents.iter().map(|run| clip(run, size)).filter(|run| !run.is_empty()).collect();
        let why = reason::ENDS_INSIDE.with("place", piece.name.as_ref());
        self.layout.pieces.push(piece);
        Err(Stop::Ends { why, at })
    }

    /// Lists a piece without a payload of its own.
    pub(super) fn push_structure(&mut self, name: impl Into<Cow<'static, str>>, span: Range<u64>) -> Result<(), Stop> {
        self.push(Piece::new(name, Slot::Structure, span.clone(), span))
    }

    /// Lists everything from `at` on as trailing bytes, if there is anything.
    pub(super) fn push_trailing(&mut self, at: u64) -> Result<(), Stop> {
        let rest = at..self.size();
        if rest.is_empty() {
            return Ok(());
        }
        self.after_end = true;
        self.push(Piece::new("trailing", Slot::Trailing, rest.clone(), rest))
    }

    /// Counts one thing that takes memory against `pieces_max`.
    pub(super) fn count(&mut self, at: u64) -> Result<(), Stop> {
        self.counted = self.counted.saturating_add(1);
        if self.counted > self.limits.pieces_max { Err(Stop::Limit { limit: "pieces_max", at }) } else { Ok(()) }
    }

    /// Counts one cheap step against `steps_max`.
    pub(super) fn step(&mut self, at: u64) -> Result<(), Stop> {
        self.steps = self.steps.saturating_add(1);
        if self.steps > self.limits.steps_max { Err(Stop::Limit { limit: "steps_max", at }) } else { Ok(()) }
    }

    /// Refuses nesting beyond `depth_max`.
    pub(super) fn descend(&self, depth: usize, at: u64) -> Result<(), Stop> {
        if depth > self.limits.depth_max { Err(Stop::Limit { limit: "depth_max", at }) } else { Ok(()) }
    }

    /// Records an oddity; as many as pieces are kept.
    pub(super) fn odd(&mut self, oddity: Oddity) {
        if self.layout.oddities.len() < self.limits.pieces_max {
            self.layout.oddities.push(oddity);
        }
    }

    /// Records what could not be walked, and goes on.
    pub(super) fn note(&mut self, stop: Stop) {
        let state = match stop {
            Stop::Ends { why, at } => {
                self.odd(Oddity::Truncated { at });
                CoverageState::Unreadable { why, at }
            }
            Stop::Limit { limit, at } => CoverageState::Stopped { limit, at },
            Stop::Broken { why, at } => CoverageState::Unreadable { why: why.message(), at },
            Stop::Io { why, at } => CoverageState::Unreadable { why: reason::IO.with("error", why), at },
        };
        self.layout.coverage.worsen(&state);
    }

    /// Sets the size of the picture, unless a header before has.
    pub(super) fn set_dimensions(&mut self, width: u32, height: u32) {
        if self.layout.width.is_none() && width > 0 && height > 0 {
            self.layout.width = Some(width);
            self.layout.height = Some(height);
        }
    }

    /// Ends the walk. Bytes behind the point where the structure broke are listed as one private piece, so
    /// that they are searched and not lost.
    pub(super) fn finish(mut self, result: Result<(), Stop>) -> Layout {
        let Err(stop) = result else { return self.layout };
        if let Stop::Broken { at, .. } = stop {
            let rest = at..self.size();
            if !rest.is_empty() {
                self.layout.pieces.push(Piece::new("unparsed", Slot::Private, rest.clone(), rest));
            }
        }
        self.note(stop);
        self.layout
    }
}

/// A four-character code as a piece name. Known ones cost no allocation; unknown bytes are escaped.
pub(super) fn four_cc(code: [u8; 4], known: &[&'static str]) -> Cow<'static, str> {
    if let Some(name) = known.iter().find(|name| name.as_bytes() == code) {
        return Cow::Borrowed(name);
    }
    let mut name = String::with_capacity(4);
    for byte in code {
        match byte {
            b'\\' => name.push_str("\\\\"),
            b' '..=b'~' => name.push(char::from(byte)),
            _ => name.push_str(&format!("\\x{byte:02x}")),
        }
    }
    Cow::Owned(name)
}

/// Where the TIFF header of an EXIF payload starts: some writers keep the JPEG prefix in other containers.
pub(super) fn exif_body(cursor: &mut Cursor<'_>, payload: Range<u64>) -> Result<Range<u64>, Stop> {
    const PREFIX_BYTES: u64 = 6;
    let prefixed =
        cursor.upto(payload.start, 4)? == b"Exif" && payload.end.saturating_sub(payload.start) > PREFIX_BYTES;
    let start = if prefixed { payload.start.saturating_add(PREFIX_BYTES) } else { payload.start };
    Ok(start..payload.end)
}

fn clip(range: &Range<u64>, size: u64) -> Range<u64> {
    range.start.min(size)..range.end.min(size)
}
