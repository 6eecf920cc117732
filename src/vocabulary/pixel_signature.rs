//! A signature over the pixels themselves, kept in the settings that a generator wrote.

/// What came of checking it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureState {
    /// It holds for exactly these pixels and settings: the owner of the key made both.
    Verified,
    /// It does not hold: pixels or settings are not those that were signed. Any new saving that changes a single pixel
    /// does this, and so does a signature that was copied from elsewhere or made up.
    Broken,
    /// It cannot be checked: the picture is stored with loss, animated or in more than eight bits, so that its pixels
    /// cannot be the signed ones whatever happened.
    Unverifiable,
}

impl SignatureState {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Broken => "broken",
            Self::Unverifiable => "unverifiable",
        }
    }
}

/// One signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelSignature {
    /// Whose key it is checked against.
    pub signer: &'static str,
    /// What came of it.
    pub state: SignatureState,
}
