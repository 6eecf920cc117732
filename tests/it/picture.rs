//! The picture of a report in README.md is a report that this program prints, line by line.

use std::fs;

use crate::cli::run;
use crate::surroundings::package;

const PICTURE: &str = "src/report/example.svg";
const SAMPLE: &str = "samples/aigc/v20-empty-object.png";
const LINE_HEIGHT: usize = 20;

/// `YANBIAO_BLESS=1` draws the picture anew; look at it before committing it.
#[test]
fn the_picture_of_a_report_is_a_report() {
    let path = package(SAMPLE);
    let output = run(&["check", path.to_str().expect("UTF-8"), "--lang", "en", "--as-of", "2026-11-23"], b"");
    let report = output.stdout.replace(path.to_str().expect("UTF-8"), SAMPLE);
    let lines: Vec<&str> = report.lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.len() > 15, "{report}");
    let drawn = draw(&lines);
    if std::env::var_os("YANBIAO_BLESS").is_some() {
        fs::write(package(PICTURE), &drawn).expect("the picture can be written");
    }
    assert_eq!(fs::read_to_string(package(PICTURE)).expect("the picture is there"), drawn);
}

fn draw(lines: &[&str]) -> String {
    let height = lines.len() * LINE_HEIGHT + 24;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"{height}\" \
         font-family=\"ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace\" font-size=\"13.5\" role=\"img\" \
         aria-label=\"Terminal report of a picture whose label was emptied\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#ffffff\" stroke=\"#d0d7de\"/>\n"
    );
    for (index, line) in lines.iter().enumerate() {
        let text = line.replace('&', "&amp;").replace('<', "&lt;");
        let y = (index + 1) * LINE_HEIGHT + 8;
        let look = look(index, line);
        svg.push_str(&format!("<text x=\"18\" y=\"{y}\" {look} xml:space=\"preserve\">{text}</text>\n"));
    }
    svg + "</svg>\n"
}

/// Weight and colour repeat what the words say.
fn look(index: usize, line: &str) -> &'static str {
    if index == 0 {
        "fill=\"#000000\" font-weight=\"bold\""
    } else if line.trim_start_matches([' ', '[']).starts_with("needs review") {
        "fill=\"#8a5a00\" font-weight=\"bold\""
    } else {
        "fill=\"#1f2328\""
    }
}
