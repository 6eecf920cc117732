//! XMP packets.

/// Namespace of the GB 45438-2025 label (TC260-PG-20259A).
pub(crate) const TC260: &str = r#"xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/""#;
/// Namespace of the IPTC extension.
pub(crate) const IPTC: &str = r#"xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/""#;

/// A packet with one description: `attributes` (namespaces included) and `elements` inside.
pub(crate) fn packet(attributes: &str, elements: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         {attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    )
}

/// A packet with the label as an element, the form of the guide.
pub(crate) fn label(json: &str) -> String {
    packet(TC260, &format!("<TC260:AIGC>{}</TC260:AIGC>", escape(json)))
}

/// Text with the characters replaced that XML does not allow in content or attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
