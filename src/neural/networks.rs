//! Both networks and the characters that the recogniser tells apart, from one file of tensors.

use super::detector::Detector;
use super::recogniser::Recogniser;
use super::tensors::{TensorError, Tensors};

/// Classes of the recogniser that are no character: *blank*, the first, and *unknown*, the last.
const OTHER_CLASSES: usize = 2;

/// Everything that is needed to find and read lines.
pub struct Networks {
    /// Finds lines.
    pub detector: Detector,
    /// Reads a line.
    pub recogniser: Recogniser,
    /// The character of each class from 1 on.
    pub vocabulary: Vec<char>,
}

impl Networks {
    /// Reads a file of tensors (see `training/weights.py` for the format). Every bound, the SHA-256 at its end, and
    /// the shape of each tensor that the networks use are checked.
    pub fn read(bytes: &[u8]) -> Result<Self, TensorError> {
        let tensors = Tensors::read(bytes)?;
        let vocabulary: Vec<char> = tensors.text("vocabulary")?.chars().collect();
        let classes = vocabulary.len().saturating_add(OTHER_CLASSES);
        Ok(Self { detector: Detector::read(&tensors)?, recogniser: Recogniser::read(&tensors, classes)?, vocabulary })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neural::instructions::Instructions;
    use crate::neural::map::Map;
    use crate::neural::workspace::Workspace;
    use fearless_simd::Level;
    use sha2::Digest;

    const FILE: &[u8] = include_bytes!("../readers/visible_label/visible.tensors");
    /// Inputs with the outputs that PyTorch gives for the same weights, made by `training/export.py`.
    const GOLDEN: &[u8] = include_bytes!("../readers/visible_label/golden.tensors");
    const TOLERANCE: f32 = 1e-3;

    fn networks() -> Networks {
        Networks::read(FILE).unwrap()
    }

    /// A tensor of two dimensions as one plane, one of three as planes.
    fn map(tensors: &Tensors<'_>, name: &str) -> Map {
        let shape = tensors.shape(name).unwrap().to_vec();
        let values = tensors.numbers(name, &shape).unwrap();
        match shape[..] {
            [rows, columns] => Map::new(1, rows, columns, values),
            [channels, rows, columns] => Map::new(channels, rows, columns, values),
            _ => None,
        }
        .unwrap()
    }

    fn gray(rows: usize, columns: usize) -> Map {
        let values = (0..rows * columns).map(|at| ((at * 7919) % 255) as f32 / 127.5 - 1.0).collect();
        Map::new(1, rows, columns, values).unwrap()
    }

    #[track_caller]
    fn assert_close(name: &str, got: f32, expected: f32) {
        assert!((got - expected).abs() <= TOLERANCE, "{name}: {got} instead of {expected}");
    }

    #[test]
    fn the_detector_agrees_with_pytorch() {
        let golden = Tensors::read(GOLDEN).unwrap();
        let expected = map(&golden, "crop.output");
        let out = networks().detector.run(&map(&golden, "crop.input")).unwrap();
        assert_eq!((out.channels, out.rows, out.columns), (expected.channels, expected.rows, expected.columns));
        assert!(out.values.len() >= 5 * 32 * 32);
        out.values.iter().zip(&expected.values).for_each(|(got, expected)| assert_close("crop", *got, *expected));
    }

    #[test]
    fn the_recogniser_agrees_with_pytorch() {
        let golden = Tensors::read(GOLDEN).unwrap();
        let networks = networks();
        let classes = networks.vocabulary.len() + OTHER_CLASSES;
        for number in 0..20 {
            let name = format!("strip.{number:02}");
            let out = networks.recogniser.run(&map(&golden, &format!("{name}.input"))).unwrap();
            let expected = map(&golden, &format!("{name}.output"));
            assert_eq!((out.channels, out.rows, out.columns), (classes + 3, 1, expected.columns));
            assert_eq!(expected.rows, 6);
            let row = |index: usize| &expected.values[index * expected.columns..];
            for frame in 0..out.columns {
                let scores: Vec<f32> = (0..classes).map(|class| out.plane(class)[frame]).collect();
                let best = row(0)[frame] as usize;
                assert_close(&name, scores[best], row(1)[frame]);
                assert!(scores.iter().all(|score| *score <= scores[best] + TOLERANCE), "{name}: another best class");
                let sum: f32 = scores.iter().map(|score| (score - scores[best]).exp()).sum();
                assert_close(&name, scores[best] + sum.ln(), row(2)[frame]);
                for edge in 0..3 {
                    assert_close(&name, out.plane(classes + edge)[frame], row(3 + edge)[frame]);
                }
            }
        }
    }

    #[test]
    fn baseline_and_widest_instructions_agree_to_the_bit() {
        let networks = networks();
        let bits = |map: Option<Map>| map.unwrap().values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        let (picture, strip) = (gray(96, 160), gray(32, 84));
        let detect = |instructions| bits(networks.detector.run_with(instructions, &picture));
        let recognise = |instructions| bits(networks.recogniser.run_with(instructions, &strip));
        assert!(detect(Instructions::Baseline) == detect(Instructions::Widest));
        assert!(recognise(Instructions::Baseline) == recognise(Instructions::Widest));
    }

    #[test]
    fn a_second_pass_gives_the_same() {
        let networks = networks();
        let first = networks.detector.run(&gray(64, 96));
        networks.detector.run(&gray(128, 32)).unwrap();
        assert!(first == networks.detector.run(&gray(64, 96)));
    }

    #[test]
    fn passes_use_memory_again() {
        let networks = networks();
        let workspace = &mut Workspace::new(Level::new());
        let mut pass = || {
            networks.detector.pass(&gray(128, 128), workspace).unwrap();
            networks.recogniser.pass(&gray(32, 64), workspace).unwrap();
            workspace.kept_values()
        };
        let first = pass();
        assert!(first > 128 * 128);
        for number in 2..6 {
            let kept = pass();
            assert!(kept <= first, "pass {number} keeps {kept} values instead of {first}");
        }
    }

    #[test]
    fn other_shapes_give_nothing() {
        let networks = networks();
        assert!(networks.detector.run(&gray(32, 32)).is_some());
        for (rows, columns) in [(31, 32), (32, 33), (1, 1), (16, 64)] {
            assert!(networks.detector.run(&gray(rows, columns)).is_none(), "{rows} x {columns}");
        }
        let out = networks.recogniser.run(&gray(32, 16)).unwrap();
        assert_eq!(out.columns, 4);
        for (rows, columns) in [(31, 32), (33, 32), (64, 32), (32, 18), (32, 12), (1, 1)] {
            assert!(networks.recogniser.run(&gray(rows, columns)).is_none(), "{rows} x {columns}");
        }
        let two_planes = Map::new(2, 32, 32, vec![0.0; 2048]).unwrap();
        assert!(networks.detector.run(&two_planes).is_none());
        assert!(networks.recogniser.run(&two_planes).is_none());
        let lie = |channels, rows, columns| Map { channels, rows, columns, values: vec![0.0; 1024] };
        for map in [lie(2, 32, 32), lie(1, 64, 32), lie(1, 32, 0), lie(0, 32, 32), lie(1, usize::MAX - 31, 32)] {
            assert!(networks.detector.run(&map).is_none(), "detector {} {} {}", map.channels, map.rows, map.columns);
            assert!(networks.recogniser.run(&map).is_none(), "strip {} {} {}", map.channels, map.rows, map.columns);
        }
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        for index in [0, 9, 13, 20, 1000, FILE.len() / 2, FILE.len() - 33, FILE.len() - 1] {
            let mut bytes = FILE.to_vec();
            bytes[index] ^= 1;
            assert!(Networks::read(&bytes).is_err(), "byte {index}");
            assert!(Networks::read(&FILE[..index]).is_err(), "cut at {index}");
        }
        assert_eq!(Networks::read(GOLDEN).err(), Some(TensorError::Missing("vocabulary".to_owned())));
    }

    #[test]
    fn another_number_of_characters_is_an_error() {
        let mut bytes = FILE[..FILE.len() - 32].to_vec();
        let at = bytes.windows(10).position(|window| window == b"vocabulary").unwrap() + 10;
        // Type and number of dimensions, length, then the text, whose last character becomes several.
        let length = u32::from_le_bytes(bytes[at + 2..at + 6].try_into().unwrap()) as usize;
        let text = &mut bytes[at + 6..at + 6 + length];
        let last = std::str::from_utf8(text).unwrap().chars().last().unwrap().len_utf8();
        assert!(last >= 2);
        text[length - last..].fill(b'x');
        bytes.extend_from_slice(&sha2::Sha256::digest(&bytes));
        assert_eq!(Networks::read(&bytes).err(), Some(TensorError::Shape("recogniser.out.weight".to_owned())));
    }
}
