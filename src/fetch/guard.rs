//! Which addresses may be spoken to. Pure: no name is resolved here and nothing is sent.
//!
//! The rule is the same for the first address, for every redirect, and for what a name resolves to: public
//! unicast addresses on the ports of the web. All else could be used to look into the network of whoever
//! runs the check (server-side request forgery), or would tell a picture's author more than the fetch needs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;

use crate::message::{Message, Text};

/// Characters of an address at most.
const URL_CHARS_MAX: usize = 2_048;
/// The ports of http and https. Others would make a picture a port scanner.
const PORTS: [u16; 2] = [80, 443];

/// What may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses only.
    Public,
    /// Any address and port: for addresses that the operator wrote down, never for those that a picture or a client
    /// names. No redirect is followed from there.
    Operator,
    /// Loopback addresses at any port, and nothing else: for tests, and not part of the program as built.
    #[cfg(test)]
    Loopback,
}

/// Why an address is not spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be parsed.
    Malformed,
    /// Longer than 2,048 characters.
    TooLong,
    /// Neither http nor https.
    Scheme,
    /// A redirect from https to http.
    Downgrade,
    /// It carries a user name or a password.
    UserInfo,
    /// Neither port 80 nor port 443.
    Port,
    /// An address that is not public: its own, or one that its name resolves to.
    Address(IpAddr),
}

static MALFORMED: Text = Text { zh: "地址无法解析", en: "the address cannot be parsed" };
static TOO_LONG: Text = Text { zh: "地址超过 2048 个字符", en: "the address is longer than 2,048 characters" };
static SCHEME: Text = Text { zh: "只允许 http 和 https", en: "only http and https are allowed" };
static DOWNGRADE: Text =
    Text { zh: "不允许从 https 重定向到 http", en: "a redirect from https to http is not followed" };
static USER_INFO: Text = Text {
    zh: "地址中不允许带用户名或密码",
    en: "an address with a user name or password is not allowed",
};
static PORT: Text = Text { zh: "只允许端口 80 和 443", en: "only ports 80 and 443 are allowed" };
static ADDRESS: Text = Text { zh: "{address} 不是公网地址", en: "{address} is not a public address" };

impl Refusal {
    /// The reason in words.
    pub fn message(self) -> Message {
        match self {
            Self::Malformed => MALFORMED.message(),
            Self::TooLong => TOO_LONG.message(),
            Self::Scheme => SCHEME.message(),
            Self::Downgrade => DOWNGRADE.message(),
            Self::UserInfo => USER_INFO.message(),
            Self::Port => PORT.message(),
            Self::Address(address) => ADDRESS.with("address", address.to_string()),
        }
    }
}

/// Parses an address and checks what can be checked without resolving its name.
///
/// # Errors
/// When it may not be spoken to.
pub fn parse(text: &str, reach: Reach) -> Result<Url, Refusal> {
    if text.chars().count() > URL_CHARS_MAX {
        return Err(Refusal::TooLong);
    }
    let url = Url::parse(text).map_err(|_| Refusal::Malformed)?;
    check(&url, reach)?;
    Ok(url)
}

/// True when an address lies under another, which ends with a slash: the same scheme, host and port, and below its path.
pub fn lies_under(text: &str, prefix: &str) -> bool {
    // The parser has resolved `..`, however it was written.
    let (Ok(url), Ok(prefix)) = (parse(text, Reach::Operator), parse(prefix, Reach::Operator)) else { return false };
    let is_folder = prefix.path().ends_with('/') && prefix.query().is_none();
    is_folder && url.origin() == prefix.origin() && url.path().starts_with(prefix.path())
}

/// The address of a key below another address; `None` when the key leads out of it.
pub fn below(prefix: &str, key: &str) -> Option<String> {
    // Such a part would be left out, and the key be that of another object.
    if key.split('/').any(|part| part == "." || part == "..") {
        return None;
    }
    let mut url = parse(prefix, Reach::Operator).ok()?;
    let mut segments = url.path_segments_mut().ok()?;
    segments.pop_if_empty().extend(key.split('/'));
    drop(segments);
    let address = url.to_string();
    (!key.is_empty() && lies_under(&address, prefix)).then_some(address)
}

/// Where a redirect leads, checked like the first address.
///
/// # Errors
/// When it may not be spoken to.
pub fn redirect(from: &Url, location: &str, reach: Reach) -> Result<Url, Refusal> {
    if location.chars().count() > URL_CHARS_MAX {
        return Err(Refusal::TooLong);
    }
    let url = from.join(location).map_err(|_| Refusal::Malformed)?;
    check(&url, reach)?;
    if from.scheme() == "https" && url.scheme() != "https" {
        return Err(Refusal::Downgrade);
    }
    Ok(url)
}

fn check(url: &Url, reach: Reach) -> Result<(), Refusal> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::UserInfo);
    }
    let port = url.port_or_known_default().ok_or(Refusal::Port)?;
    if reach == Reach::Public && !PORTS.contains(&port) {
        return Err(Refusal::Port);
    }
    // The parser has already turned decimal, hexadecimal, octal and short forms into plain addresses.
    let literal = url.host_str().and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok());
    literal.map_or(Ok(()), |address| check_address(address, reach))
}

/// Checks every address that a name resolves to; one bad address spoils the name.
///
/// # Errors
/// When one of them may not be spoken to.
pub fn check_resolved(addresses: &[SocketAddr], reach: Reach) -> Result<(), Refusal> {
    addresses.iter().try_for_each(|address| check_address(address.ip(), reach))
}

fn check_address(address: IpAddr, reach: Reach) -> Result<(), Refusal> {
    let allowed = match reach {
        Reach::Public => is_public(address),
        Reach::Operator => true,
        #[cfg(test)]
        Reach::Loopback => address.is_loopback(),
    };
    if allowed { Ok(()) } else { Err(Refusal::Address(address)) }
}

/// True for unicast addresses of the public internet (IANA special-purpose registries, RFC 6890 and later).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// IPv4 networks that are not public, by first address and length of the prefix.
const NOT_PUBLIC_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carrier-grade translation; metadata services of some clouds
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local; metadata services of most clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments; the metadata service of one cloud
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
    // Looks public, and is the host's own service inside one large cloud.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let within = |(network, prefix): &(Ipv4Addr, u32)| {
        let mask = u32::MAX << (32 - prefix);
        u32::from(address) & mask == u32::from(*network)
    };
    !NOT_PUBLIC_V4.iter().any(within)
}

/// Networks inside of 2000::/3 that are not public, by first segments and length of the prefix.
const NOT_PUBLIC_V6: &[(Ipv6Addr, u32)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments: Teredo, benchmarks, ORCHID
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4, holds an IPv4 address
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Only 2000::/3 is given out for public unicast. Loopback, IPv4-mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96),
/// unique local (fc00::/7), link-local (fe80::/10) and multicast (ff00::/8) all lie outside of it.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = u128::from(address);
    let within = |(network, prefix): &(Ipv6Addr, u32)| {
        let mask = u128::MAX << (128 - prefix);
        bits & mask == u128::from(*network)
    };
    bits >> 125 == 0b001 && !NOT_PUBLIC_V6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(urls: &[&str], expected: fn(&Refusal) -> bool) {
        for url in urls {
            let refusal = parse(url, Reach::Public).expect_err(url);
            assert!(expected(&refusal), "{url}: {refusal:?}");
        }
    }

    fn is_address(refusal: &Refusal) -> bool {
        matches!(refusal, Refusal::Address(_))
    }

    #[test]
    fn an_address_lies_under_its_folder_and_not_beside_it() {
        let base = "http://minio:9000/uploads/";
        for inside in ["http://minio:9000/uploads/a.png", "http://minio:9000/uploads/x/../b%20c?sig=1"] {
            assert!(lies_under(inside, base), "{inside}");
        }
        for outside in [
            "http://minio:9000/uploads",
            "http://minio:9000/uploads/../secret",
            "http://minio:9000/uploads/%2e%2e/secret",
            "https://minio:9000/uploads/a",
            "http://minio:9001/uploads/a",
            "http://minio.evil:9000/uploads/a",
            "http://user@minio:9000/uploads/a",
            "http://minio:9000@evil/uploads/a",
        ] {
            assert!(!lies_under(outside, base), "{outside}");
        }
        assert!(!lies_under("http://h/uploads2/a", "http://h/uploads"), "no folder");
    }

    #[test]
    fn a_key_becomes_an_address_below_and_nowhere_else() {
        let base = "http://minio:9000/uploads/";
        assert_eq!(below(base, "a/b c.png").unwrap(), "http://minio:9000/uploads/a/b%20c.png");
        assert_eq!(below(base, "a?x#y").unwrap(), "http://minio:9000/uploads/a%3Fx%23y");
        for key in ["", "..", "../x", "a/../../x", "a/./x"] {
            assert_eq!(below(base, key), None, "{key}");
        }
    }

    #[test]
    fn public_addresses_are_allowed() {
        for url in [
            "https://manifests.example.com/a.c2pa",
            "http://manifests.example.com:80/a",
            "https://manifests.example.com:443/",
            "https://8.8.8.8/",
            "https://1.1.1.1/",
            "https://172.15.255.255/",
            "https://172.32.0.1/",
            "https://100.63.255.255/",
            "https://100.128.0.1/",
            "https://198.17.255.255/",
            "https://198.20.0.1/",
            "https://223.255.255.255/",
            "https://[2606:4700::1111]/",
            "https://[2001:200::1]/",
            "https://[2400:3200::1]/",
        ] {
            assert!(parse(url, Reach::Public).is_ok(), "{url}");
        }
    }

    #[test]
    fn ipv4_that_is_not_public_is_refused_in_every_form() {
        check_refused(
            &[
                "http://127.0.0.1/",
                "http://127.255.255.254/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://１２７.０.０.１/",
                "http://0/",
                "http://0.0.0.0/",
                "http://0.1.2.3/",
                "http://10.0.0.1/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.1.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://0xa9fea9fe/",
                "http://100.64.0.1/",
                "http://100.100.100.200/",
                "http://100.127.255.255/",
                "http://168.63.129.16/",
                "http://192.0.0.192/",
                "http://192.0.2.1/",
                "http://192.88.99.1/",
                "http://198.18.0.1/",
                "http://198.19.255.255/",
                "http://198.51.100.7/",
                "http://203.0.113.9/",
                "http://224.0.0.1/",
                "http://239.255.255.255/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
            ],
            is_address,
        );
    }

    #[test]
    fn ipv6_that_is_not_public_is_refused() {
        check_refused(
            &[
                "http://[::1]/",
                "http://[::]/",
                "http://[::127.0.0.1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::ffff:8.8.8.8]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[64:ff9b:1::1]/",
                "http://[100::1]/",
                "http://[2001::1]/",
                "http://[2001:2::1]/",
                "http://[2001:10::1]/",
                "http://[2001:1ff::1]/",
                "http://[2001:db8::1]/",
                "http://[2002:7f00:1::]/",
                "http://[3fff:fff::1]/",
                "http://[5f00::1]/",
                "http://[fc00::1]/",
                "http://[fd00:ec2::254]/",
                "http://[fe80::1]/",
                "http://[fec0::1]/",
                "http://[ff02::1]/",
            ],
            is_address,
        );
    }

    #[test]
    fn other_schemes_user_names_and_ports_are_refused() {
        check_refused(
            &["ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "data:,x", "unix:/run/x"],
            |refusal| *refusal == Refusal::Scheme,
        );
        check_refused(
            &["http://user@example.com/", "http://user:word@example.com/", "http://:word@example.com/"],
            |refusal| *refusal == Refusal::UserInfo,
        );
        check_refused(
            &["http://example.com:22/", "http://example.com:0/", "https://example.com:8443/", "http://8.8.8.8:53/"],
            |refusal| *refusal == Refusal::Port,
        );
        check_refused(
            &["", "no address", "http://", "http://[::1", "//example.com/", "http://1.2.3.4.5/"],
            |refusal| *refusal == Refusal::Malformed,
        );
        let long = format!("https://example.com/{}", "a".repeat(URL_CHARS_MAX));
        check_refused(&[&long], |refusal| *refusal == Refusal::TooLong);
    }

    #[test]
    fn redirects_are_held_to_the_same_rules() {
        let from = parse("https://example.com/a/b", Reach::Public).unwrap();
        let to = |location| redirect(&from, location, Reach::Public);
        assert_eq!(to("../c").unwrap().as_str(), "https://example.com/c");
        assert!(to("//other.example/").is_ok());
        assert_eq!(to("http://example.com/"), Err(Refusal::Downgrade));
        assert_eq!(to("file:///etc/passwd"), Err(Refusal::Scheme));
        assert_eq!(to("//user@example.com/"), Err(Refusal::UserInfo));
        assert!(matches!(to("//169.254.169.254/"), Err(Refusal::Address(_))));
        assert_eq!(to(&"a".repeat(URL_CHARS_MAX + 1)), Err(Refusal::TooLong));
        let plain = parse("http://example.com/", Reach::Public).unwrap();
        assert!(redirect(&plain, "https://example.com/", Reach::Public).is_ok());
    }

    #[test]
    fn one_bad_address_spoils_a_name() {
        let good: SocketAddr = "8.8.8.8:443".parse().unwrap();
        let bad: SocketAddr = "[::ffff:10.0.0.1]:443".parse().unwrap();
        assert_eq!(check_resolved(&[good], Reach::Public), Ok(()));
        assert_eq!(check_resolved(&[good, bad], Reach::Public), Err(Refusal::Address(bad.ip())));
    }

    #[test]
    fn every_refusal_has_words_in_both_languages() {
        use crate::message::Lang;
        let refusals = [
            Refusal::Malformed,
            Refusal::TooLong,
            Refusal::Scheme,
            Refusal::Downgrade,
            Refusal::UserInfo,
            Refusal::Port,
            Refusal::Address(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        ];
        for refusal in refusals {
            let (zh, en) = (refusal.message().render(Lang::Zh), refusal.message().render(Lang::En));
            assert!(zh != en && !zh.contains('{') && !en.contains('{'), "{zh} / {en}");
        }
    }
}
