//! Invisible marks of the `invisible-watermark` library, read from the pixels.
//!
//! The mark has no checksum and no key: what is found is a pattern that known code writes and that anybody can
//! write, so it hints at AI and proves nothing. A miss is no evidence: any strong edit removes the mark.

use image::RgbImage;

use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::open_watermark::{Carriers, Method, PAYLOADS, coarse_chroma};
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset, FoundAt, InvisibleMark, MarkSignature, MarkStanding};

/// Reads the picture.
pub static READER: Reader = Reader { id: "open-watermark", read };

/// The encoder refuses smaller pictures.
const PIXELS_MIN: u64 = 65_536;

fn read(input: &Input<'_>) -> Reading {
    // Code that marks animations marks every frame.
    let Some(frame) = input.pixels.frames.first() else { return unread(input.pixels.state.clone()) };
    let pixels = u64::from(frame.width()).saturating_mul(u64::from(frame.height()));
    if pixels < PIXELS_MIN {
        return unread(CoverageState::Skipped { reason: &reason::TOO_SMALL_FOR_WATERMARK });
    }
    let carrier = format!("{}:pixels", input.layout.format.id());
    let evidence = marks(frame.rgb()).into_iter().map(|mark| evidence(mark, carrier.clone())).collect();
    Reading { evidence, coverage: vec![Coverage { reader: READER.id, state: CoverageState::Complete }] }
}

fn unread(state: CoverageState) -> Reading {
    Reading { evidence: Vec::new(), coverage: vec![Coverage { reader: READER.id, state }] }
}

/// Payloads that the library itself decodes without a wrong bit.
fn marks(picture: &RgbImage) -> Vec<InvisibleMark> {
    let mut found = Vec::new();
    for order in [ChannelOrder::Bgr, ChannelOrder::Rgb] {
        for offset in [ChromaOffset::EightBit, ChromaOffset::Float] {
            let plane = coarse_chroma(picture, order, offset);
            for method in [Method::DwtDct, Method::DwtDctSvd] {
                let carriers = Carriers::read(&plane, method);
                let hits = PAYLOADS.iter().filter(|payload| carriers.decode(payload.bits().len()) == payload.bits());
                found.extend(hits.map(|payload| InvisibleMark {
                    scheme: method.id(),
                    payload: Untrusted::new(payload.name),
                    used_by: Some(payload.used_by),
                    p_value: None,
                    place: None,
                    found_at: FoundAt::AsIs,
                    is_mirrored: false,
                    colours: Some((order, offset)),
                    signature: MarkSignature::None,
                    standing: MarkStanding::Found,
                }));
            }
        }
    }
    found
}

fn evidence(mark: InvisibleMark, carrier: String) -> Evidence {
    let says = if mark.used_by.is_some() { Statement::PossiblyAi } else { Statement::Nothing };
    Evidence {
        kind: EvidenceKind::WatermarkOpen,
        carrier,
        span: None,
        says,
        strength: Strength::Detected,
        detail: Detail::Watermark(Box::new(mark)),
    }
}
