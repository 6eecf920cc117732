//! SHA-256 fingerprints (of the DER form) of the anchors on the published lists, with the dates of the lists.
//!
//! Facts about the lists, not the lists: no certificate is stored here. A chain that carries one of these
//! certificates can be judged without any list at hand; one that does not needs the list itself. In: nothing.
//! Out: one table per list. Must not know files or chains.

/// A published list reduced to the fingerprints of its anchors.
pub(super) struct Table {
    /// The name shown in reports.
    pub(super) name: &'static str,
    /// Issue date as written in the list.
    pub(super) issued: &'static str,
    /// The date by which the issuer promises a newer list, if it does.
    pub(super) next_update: Option<&'static str>,
    /// SHA-256 of each anchor, lower-case hex, sorted.
    pub(super) anchors: &'static [&'static str],
}

/// C2PA Trust List: claim signers.
pub(super) const OFFICIAL: Table = Table {
    name: "C2PA Trust List (embedded fingerprints)",
    issued: "2026-08-05T00:11:39Z",
    next_update: Some("2027-08-05T00:11:39Z"),
    anchors: &[
        "0bb9164513ada25b47b92dee48f4ce31fb458097074fb0a35596938ededf4dc2",
        "10d4fba28cd37aff41dc776c8c46e398a4d366d40640094cca8a1aa87ebad0d0",
        "24213596a832efb823864eacf5b2428c3d472435e38991cd805ce72af4bb9924",
        "35a8b33c209655b32404a017c2d1f3ee28c123702ec1539d8c2f1d6c60209f93",
        "413b08353828bdb436fd6457fddab2bf5098a59a2182321111852377c69398f1",
        "4c8ad434e01f769ac96dffc9729d702a0f20e55d891ebd86443c5cc8c2fab47c",
        "5559383ddd6666eb38ff746d592c5f6686b1c3340f4fdd584076d32e60b5e858",
        "62e8faec4a1a7674a9437aa1affb20580615986e6c10a08d1aa093428aa087ab",
        "67683e192a428f70eb8b116781a3eb966c3d1e3aed4ef70a2aff88208bf19cb6",
        "67a5a52af341d284c188f0416bc38d91aec75b9f69d51643bd3430ec1f2ec07f",
        "6bfc731b77117fe3cacc7070b42cd6bbe1086f62f76c15e1a89694cf7ac36b99",
        "795b3d3206e8066658b01bfd0dd8c5abbe47ffe8f1a0782ae1baeec7debb3bae",
        "7c82d82b416d87cb357477710c27c028685d2c3274585dd9814a697fd18b6d2c",
        "8a8b023beed955f5d337070568e3329a5e76ae9ed3f1821090f5605e1ffdb050",
        "8c32d62a262d2bc419bf2342cf03a95a19aef782a7d538ff98f5e974aee1e4c5",
        "8cb6572df304ce2baf1d3e93fcb604d5eec8501feeac6af763efd4dd7aa4ecc5",
        "9309d5a82b43b9d975ce8ccc0c41b2c2f3097083c7af99f2aa9cffc25498f97d",
        "93202c5d038c04b65e360b364943811eb55d2f4abd0f702404b9e6ba100d078e",
        "974fe7db4d39f349f6b44196a0b969cf0bacb772f42af8a5776d52c5e60be305",
        "a09208ebd885d89c3fc6c32519d16a57509acc63f9ebcc0a4a094432daee1480",
        "a3a229e56b60cbc964e78e221fe9e6373048325240e4e20ea5ef52115bba826c",
        "a42581572fc1cb92b850b5b4da269f254d78e46da69b7fdbe0743626359f599e",
        "a7bf75564e899940d3e8e8a85369b4efe3b92956bc58dd97302ef26e7345922d",
        "ac6a530262e9738b23137c90404837b6a6c618e55537ae7f2a93efeed02a0764",
        "b3a47548314f3cdc8537d35fa382e0935b93381cf8ee9baea99ec81c8c76f6d2",
        "c7c19abe03866247732df7c509caa8d6454af29a9c3a137afe77d37c4e0e68be",
        "e383a91825ff2a0944857f2e0c1bebb3bdf84a3e430bb505fef8e4023ed8a3c7",
        "e3f586629a0ba187ce9feb67eb81381c367b7ff288842706b941114fde5a0f71",
        "f3ff22e4caac4cdf5c47dac08ccca0e71e415be8e9c00c3b7ad7e293469f8ec3",
        "fa4d2a19fd5f940c9f6e160beb31aeba9ac786735a1e92d748f63d72f333dce6",
    ],
};

/// C2PA TSA Trust List: time-stamping authorities.
pub(super) const TIME_STAMP: Table = Table {
    name: "C2PA TSA Trust List (embedded fingerprints)",
    issued: "2026-08-05T00:11:47Z",
    next_update: Some("2027-08-05T00:11:47Z"),
    anchors: &[
        "0bb9164513ada25b47b92dee48f4ce31fb458097074fb0a35596938ededf4dc2",
        "0e31a1c77cd470d41c31be46c5da2488bcfdae1c6e7f63826de6a8ba4e9d215a",
        "3916d5510e806bba5ed2850ed01948a8c62e41b134372d2777250afd87a9cc66",
        "413b08353828bdb436fd6457fddab2bf5098a59a2182321111852377c69398f1",
        "4c8ad434e01f769ac96dffc9729d702a0f20e55d891ebd86443c5cc8c2fab47c",
        "62e8faec4a1a7674a9437aa1affb20580615986e6c10a08d1aa093428aa087ab",
        "67a5a52af341d284c188f0416bc38d91aec75b9f69d51643bd3430ec1f2ec07f",
        "6f74dc6db421ada40cff724ca949f586ed382130eef86da19f3c314b7ee44574",
        "795b3d3206e8066658b01bfd0dd8c5abbe47ffe8f1a0782ae1baeec7debb3bae",
        "8376cbff1b9a621103e55759f926ff2253eea8913f7660a9cb5a3cdf59811b69",
        "8a8b023beed955f5d337070568e3329a5e76ae9ed3f1821090f5605e1ffdb050",
        "8c32d62a262d2bc419bf2342cf03a95a19aef782a7d538ff98f5e974aee1e4c5",
        "8cb6572df304ce2baf1d3e93fcb604d5eec8501feeac6af763efd4dd7aa4ecc5",
        "98cd380e90ae4145f34baa2daee7f6da3dca01fa2a09e3abc3886885e1c1f12c",
        "a09208ebd885d89c3fc6c32519d16a57509acc63f9ebcc0a4a094432daee1480",
        "a3a229e56b60cbc964e78e221fe9e6373048325240e4e20ea5ef52115bba826c",
        "a7bf75564e899940d3e8e8a85369b4efe3b92956bc58dd97302ef26e7345922d",
        "c7c19abe03866247732df7c509caa8d6454af29a9c3a137afe77d37c4e0e68be",
        "e383a91825ff2a0944857f2e0c1bebb3bdf84a3e430bb505fef8e4023ed8a3c7",
        "f10ef27b800604dd5ab41e02ef61398c8e59e621abcb3dae97533f2c395dbf99",
        "f3ff22e4caac4cdf5c47dac08ccca0e71e415be8e9c00c3b7ad7e293469f8ec3",
        "fa4d2a19fd5f940c9f6e160beb31aeba9ac786735a1e92d748f63d72f333dce6",
    ],
};

/// Interim Trust List, frozen on the day given.
pub(super) const INTERIM: Table = Table {
    name: "C2PA Interim Trust List (embedded fingerprints)",
    issued: "2026-01-01",
    next_update: None,
    anchors: &[
        "07f892d3737a8165b3a656877e372338c4987f5559569351ff1d8f88b358432f",
        "23ffe2b8bdb9a1711515d4cffda04bc7f793d513c76c243f1020507d8669b7db",
        "281734d4592d1291d27190709cb510b07e22c405d5e0d6119b70e73589f98acf",
        "2fdc1433dc5d0005625d47c374e871ac5da01b6336abc6ff0d6164c6cd92f9be",
        "3e752debad2484295bc450a6fae2cd21f79845b26065b06bdeeab015a8b9adcf",
        "458e0e219698b18d2d4093d6336a12547953a54c05dd967c3a5a268b772d1b22",
        "5367f20c7ade0e2bca790915056d086b720c33c1fa2a2661acf787e3292e1270",
        "552bf7884bb524069f3e3396b0d054eb6bed31ecd23cb1bbd10127f327126cde",
        "5e6d46c2fc99564dbf59ca18935e94d206eac0f83a759594090b478f68eb5de5",
        "7d0c6ac8cd0ca6316b7419188d91c4ebec61cd48e8eca55306630b2ff9b3cc3a",
        "804f46daf0da8aa38ed0edc549ab4ad711b8d77521c2dd0b6cc19fe385d153b7",
        "82d24ce4d1746189cc0a4d135cdc87f7b5c61d53faca933d2bab73912481cc43",
        "ba3da9f67d5c46b782cc72557a05a627b244a6a451fbb3da6388707f69a698be",
        "c60f849915aced77b2ac1d2b4a6d1b4bbeed6e2ebf29e1c759dba555afcaa31b",
        "ca0b1554ecd901ea19dcad8749e9f2648c8d6dfcea1add9d2c2109415bb82ccd",
        "cb27e0a4eaf6c683e6a914ab4c599d65c2938050d08d18c312ae35579d1858da",
        "d4238a521f5d88edae53709c956475b158afe3e0eb74a4e8d1bd76e83fd59b78",
        "d5c6d933a09616a641618be2d49294ade77bf8c48130219ec158e1bdca7fe968",
    ],
};
