//! What is written on a picture: lines of text from masks, and a star.
//!
//! Everything is integer arithmetic, the same on every machine.

use image::{GrayImage, ImageFormat, Luma};

/// Samples of a pixel in each direction.
const FINE: u32 = 4;
const SHARE_MAX: u32 = 255;

/// The marks there are masks of.
#[derive(Clone, Copy)]
pub(crate) enum Mark {
    /// AI生成.
    Ai,
    /// 今日菜单, no label.
    Caption,
    /// 非AI生成, a denial.
    Denial,
    /// 豆包AI生成.
    Doubao,
    /// 生成, the second line of a label.
    Generated,
    /// 即梦AI.
    Jimeng,
    /// Made with AI.
    MadeWith,
    /// The screen of an application: fourteen entries in two columns.
    Page,
    /// 人工智能合成.
    SpelledOut,
    /// 含有AI生成内容: 没有 and 未含有 end in the same character.
    WithSome,
    /// 元宝AI, the first line of a label.
    Yuanbao,
}

impl Mark {
    /// The share of ink of each pixel, this many pixels high.
    pub(crate) fn ink(self, height: u32) -> GrayImage {
        let mask = image::load_from_memory_with_format(self.mask(), ImageFormat::Png).expect("masks are PNG");
        scaled(&mask.into_luma8(), height)
    }

    fn mask(self) -> &'static [u8] {
        match self {
            Self::Ai => include_bytes!("../marks/ai.png"),
            Self::Caption => include_bytes!("../marks/caption.png"),
            Self::Denial => include_bytes!("../marks/denial.png"),
            Self::Doubao => include_bytes!("../marks/doubao.png"),
            Self::Generated => include_bytes!("../marks/generated.png"),
            Self::Jimeng => include_bytes!("../marks/jimeng.png"),
            Self::MadeWith => include_bytes!("../marks/made_with.png"),
            Self::Page => include_bytes!("../marks/page.png"),
            Self::SpelledOut => include_bytes!("../marks/spelled_out.png"),
            Self::WithSome => include_bytes!("../marks/with_some.png"),
            Self::Yuanbao => include_bytes!("../marks/yuanbao.png"),
        }
    }
}

/// The mask at another size: of each pixel the mean of samples of it.
fn scaled(mask: &GrayImage, height: u32) -> GrayImage {
    let width = (mask.width() * height).div_ceil(mask.height());
    let sample = |x: u32, y: u32| {
        let at = |fine: u32, from: u32, to: u32| ((2 * fine + 1) * from / (2 * FINE * to)).min(from - 1);
        u32::from(mask.get_pixel(at(x, mask.width(), width), at(y, mask.height(), height)).0[0])
    };
    GrayImage::from_fn(width, height, |x, y| Luma([mean(x, y, sample)]))
}

/// A four-pointed star of this width, as Gemini draws it: all points with |x|^⅔ + |y|^⅔ ≤ 1.
pub(crate) fn star(width: u32) -> GrayImage {
    let radius = i128::from(width * FINE);
    let is_inside = |x: u32, y: u32| {
        // Twice the distance from the centre, so that the middle of a sample is a whole number.
        let [x, y] = [x, y].map(|at| (2 * i128::from(at) + 1 - radius).pow(2));
        let rest = radius.pow(2) - x - y;
        // The same without roots: (1 - x² - y²)³ ≥ 27 x² y².
        rest >= 0 && rest.pow(3) >= 27 * x * y * radius.pow(2)
    };
    GrayImage::from_fn(width, width, |x, y| Luma([mean(x, y, |x, y| if is_inside(x, y) { SHARE_MAX } else { 0 })]))
}

/// The mean over the samples of a pixel.
fn mean(x: u32, y: u32, sample: impl Fn(u32, u32) -> u32) -> u8 {
    let rows = (0..FINE).flat_map(|row| (0..FINE).map(move |column| (column, row)));
    let sum: u32 = rows.map(|(column, row)| sample(x * FINE + column, y * FINE + row)).sum();
    u8::try_from(sum / (FINE * FINE)).expect("a mean of shares is a share")
}
