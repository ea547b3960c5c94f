import Runner

/// Standard output for results, standard error for everything else.
enum StandardStreams {
    /// Writes a result.
    static func write(_ text: String) {
        StandardDescriptors.write(text)
    }

    /// Tells an error; that of a test file brings its own lines.
    static func tell(_ error: UserError) {
        let text = error.code == UserError.scenarioCode ? error.why : error.rendered
        StandardDescriptors.write(text, to: 2)
    }
}
