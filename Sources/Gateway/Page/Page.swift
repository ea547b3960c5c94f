/// The live page of the gateway: one document that needs nothing else.
///
/// It names no outside address, so it works offline, and under a policy that forbids everything but
/// the styles and scripts within it, images in `data:` addresses, and calls to the gateway that
/// served it. The script shows data as text alone, never as markup.
enum Page {
    /// The whole document in HTML, below 100 KB of UTF-8.
    static let html = document(
        style: [frameStyle, partsStyle],
        script: [
            baseScript, storyScript, dataScript, viewsScript, slotsScript, chartsScript,
            actionsScript, faultsScript, startScript,
        ]
    )

    /// Returns the document with these pieces of style and script, in order.
    ///
    /// The script is one function, so that no name of it is a name of the window.
    private static func document(style: [String], script: [String]) -> String {
        let pieces =
            [head, "<style>"] + style + ["</style>", body, dialogs, "<script>", "(() => {"]
            + script + ["})();", "</script>", "</body>", "</html>", ""]
        return pieces.joined(separator: "\n")
    }
}
