//! Pictures for the benchmarks: made once per machine under `target/bench-pictures`, the same bytes each time.
//!
//! A thousand JPEG and PNG files of 0.1–3 MB without a manifest, with the metadata real files carry: half
//! of the JPEGs have camera EXIF and an XMP packet, a quarter of the PNGs a text chunk.

#![expect(clippy::expect_used, reason = "writing to memory does not fail")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, RgbImage};

/// How many files the folder holds.
pub(crate) const COUNT: usize = 1000;

/// The folder with the pictures; makes them if they are not there.
pub(crate) fn folder() -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-pictures");
    if folder.join("complete").exists() {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)?;
    let bases: Vec<(Vec<u8>, Vec<u8>)> = (0..20).map(base).collect();
    for index in 0..COUNT {
        let (jpeg, png) = &bases[index % bases.len()];
        let (name, bytes) = match index % 4 {
            0 => (format!("{index:04}.jpg"), jpeg.clone()),
            1 => (format!("{index:04}.jpg"), with_camera_metadata(jpeg)),
            2 => (format!("{index:04}.png"), png.clone()),
            _ => (format!("{index:04}.png"), with_text(png)),
        };
        fs::write(folder.join(name), bytes)?;
    }
    fs::write(folder.join("complete"), b"")?;
    Ok(folder)
}

/// The files, in the order of their names, each read once so that the page cache holds them all.
pub(crate) fn warm(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some());
    files.sort();
    for path in &files {
        io::copy(&mut fs::File::open(path)?, &mut io::sink())?;
    }
    Ok(files)
}

/// A noisy picture as JPEG and PNG, both between 0.1 and 3 MB.
fn base(step: u32) -> (Vec<u8>, Vec<u8>) {
    let (width, height) = (240 + step * 62, 180 + step * 46);
    let mut state = 0x9e37_79b9_u32.wrapping_add(step);
    let picture = RgbImage::from_fn(width, height, |x, y| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let noise = (state & 0x1f) as u8;
        image::Rgb([(x as u8).wrapping_add(noise), (y as u8).wrapping_add(noise), noise * 4])
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 93).encode_image(&picture).expect("encodes into memory");
    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png)
        .write_image(&picture, width, height, image::ExtendedColorType::Rgb8)
        .expect("encodes into memory");
    (jpeg, png)
}

/// Inserts an EXIF block and an XMP packet after SOI, as a camera and an editor leave them.
fn with_camera_metadata(jpeg: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x03\0".to_vec();
    for (tag, offset, length) in [(0x010f_u16, 50_u32, 8_u32), (0x0110, 58, 10), (0x0131, 68, 12)] {
        exif.extend(tag.to_le_bytes());
        exif.extend(2_u16.to_le_bytes());
        exif.extend(length.to_le_bytes());
        exif.extend(offset.to_le_bytes());
    }
    exif.extend([0; 4]);
    exif.extend(b"Example\0Camera X1\0Firmware 1.2\0");
    let xmp = format!(
        "http://ns.adobe.com/xap/1.0/\0<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmp:CreatorTool=\"Example Editor 3\" xmp:Rating=\"4\"><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Harbour</rdf:li>\
         </rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>{}<?xpacket end=\"w\"?>",
        " ".repeat(2048)
    );
    let mut out = jpeg[..2].to_vec();
    for body in [exif, xmp.into_bytes()] {
        out.extend([0xff, 0xe1]);
        out.extend(u16::try_from(body.len() + 2).expect("fits a segment").to_be_bytes());
        out.extend(body);
    }
    out.extend(&jpeg[2..]);
    out
}

/// Inserts a `tEXt` chunk after IHDR.
fn with_text(png: &[u8]) -> Vec<u8> {
    let mut out = png[..33].to_vec();
    let body = b"tEXtSoftware\0Example Editor 3";
    out.extend(u32::try_from(body.len() - 4).expect("short").to_be_bytes());
    out.extend(body);
    out.extend(crc32(body).to_be_bytes());
    out.extend(&png[33..]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
