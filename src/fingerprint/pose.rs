//! How one picture lies on another.

/// An affine map from the unit square of one picture to the unit square of another: (0, 0) is the top left corner and
/// (1, 1) the bottom right one, whatever the shape of either.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Where x comes from: factors of x and y, and an offset.
    pub x: [f32; 3],
    /// The same for y.
    pub y: [f32; 3],
}

impl Pose {
    /// Both are the same.
    pub const SAME: Self = Self { x: [1.0, 0.0, 0.0], y: [0.0, 1.0, 0.0] };

    /// Scaled by these factors from the origin, then moved.
    pub fn scaled(x: (f32, f32), y: (f32, f32)) -> Self {
        Self { x: [x.0, 0.0, x.1], y: [0.0, y.0, y.1] }
    }

    /// Where a place of the one lies in the other.
    pub fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x[0] * x + self.x[1] * y + self.x[2], self.y[0] * x + self.y[1] * y + self.y[2])
    }

    /// First this one, then another.
    pub fn then(&self, next: &Self) -> Self {
        let row = |row: &[f32; 3]| {
            let factor = |column: usize| row[0] * self.x[column] + row[1] * self.y[column];
            [factor(0), factor(1), factor(2) + row[2]]
        };
        Self { x: row(&next.x), y: row(&next.y) }
    }

    /// First mirrored left to right.
    pub fn mirrored(&self) -> Self {
        Self::scaled((-1.0, 1.0), (1.0, 0.0)).then(self)
    }

    /// True when no number differs by more than half a pixel of a small map.
    pub(super) fn is_about(&self, other: &Self) -> bool {
        const SHARE: f32 = 0.004;
        let numbers = |pose: &Self| [pose.x, pose.y].concat();
        numbers(self).iter().zip(numbers(other)).all(|(one, other)| (one - other).abs() <= SHARE)
    }

    /// True when left and right are swapped.
    pub fn is_mirrored(&self) -> bool {
        self.area() < 0.0
    }

    /// Area of the image of the unit square, negative if it is mirrored.
    pub fn area(&self) -> f32 {
        self.x[0] * self.y[1] - self.x[1] * self.y[0]
    }

    /// The way back; none where everything falls on a line.
    pub fn inverse(&self) -> Option<Self> {
        let area = self.area();
        if area.abs() < 1e-6 || !area.is_finite() {
            return None;
        }
        let x = [self.y[1] / area, -self.x[1] / area];
        let y = [-self.y[0] / area, self.x[0] / area];
        let back = |row: [f32; 2]| [row[0], row[1], -row[0] * self.x[2] - row[1] * self.y[2]];
        Some(Self { x: back(x), y: back(y) })
    }

    /// Turned clockwise about the middle, in degrees, for a picture that is `aspect` times as wide as high, and scaled
    /// about the middle by these factors.
    pub fn turned(degrees: f32, aspect: f32, scale: (f32, f32)) -> Self {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let x = [scale.0 * cosine, -scale.0 * sine / aspect];
        let y = [scale.1 * sine * aspect, scale.1 * cosine];
        let centred = |row: [f32; 2]| [row[0], row[1], 0.5 - 0.5 * (row[0] + row[1])];
        Self { x: centred(x), y: centred(y) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pose: &Pose, from: (f32, f32), to: (f32, f32)) {
        let (x, y) = pose.apply(from.0, from.1);
        assert!((x - to.0).abs() < 1e-4 && (y - to.1).abs() < 1e-4, "{x} {y}");
    }

    #[test]
    fn poses_follow_each_other_and_back() {
        let pose = Pose::turned(5.0, 1.5, (1.1, 0.9)).then(&Pose::scaled((0.8, 0.1), (0.7, 0.2)));
        let back = pose.inverse().unwrap();
        let (x, y) = pose.apply(0.3, 0.8);
        check(&back, (x, y), (0.3, 0.8));
        check(&pose.then(&back), (0.25, 0.75), (0.25, 0.75));
        assert!(Pose::scaled((0.0, 0.0), (1.0, 0.0)).inverse().is_none());
    }

    #[test]
    fn a_turn_keeps_the_middle_and_a_mirror_swaps_the_sides() {
        check(&Pose::turned(-5.0, 0.5, (1.0, 1.0)), (0.5, 0.5), (0.5, 0.5));
        // Twice as wide as high: the middle of the right edge goes down by half the width times the sine.
        check(&Pose::turned(30.0, 2.0, (1.0, 1.0)), (1.0, 0.5), (0.5 + 0.5 * 30.0_f32.to_radians().cos(), 1.0));
        check(&Pose::SAME.mirrored(), (0.1, 0.3), (0.9, 0.3));
        assert!(Pose::SAME.mirrored().is_mirrored() && !Pose::SAME.is_mirrored());
    }
}
