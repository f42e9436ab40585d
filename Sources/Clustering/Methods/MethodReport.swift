/// What a method has to say of its clusters besides their labels.
///
/// Its values stand beside the number of clusters in the run record.
package protocol MethodReport: Encodable, Sendable {
  /// The report in the summary, one line each: a name of at most eleven characters, and a text.
  var lines: [(name: String, text: String)] { get }
}
