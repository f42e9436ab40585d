/// A number that a method of clustering can be told, and the option of the program that tells it.
package struct MethodParameter: Sendable {
  /// The name of the option without its hyphens, which the run record has too.
  package let name: String
  /// What stands for the value in the help.
  package let placeholder: String
  /// Which values are right.
  package let range: ClosedRange<Double>
  /// Whether only whole numbers are right.
  package let isInteger: Bool
  /// What it means.
  package let help: String
  /// What holds where it is not given, as the help says it; nil where nothing does.
  package let defaultText: String?

  /// A parameter of whole numbers.
  package init(
    _ name: String, _ placeholder: String, in range: ClosedRange<Int>, help: String, default: Int
  ) {
    self.init(
      name, placeholder, in: Double(range.lowerBound)...Double(range.upperBound), isInteger: true,
      help: help, defaultText: "\(`default`)")
  }

  /// A parameter of numbers.
  package init(
    _ name: String, _ placeholder: String, in range: ClosedRange<Double>, isInteger: Bool = false,
    help: String, defaultText: String?
  ) {
    self.name = name
    self.placeholder = placeholder
    self.range = range
    self.isInteger = isInteger
    self.help = help
    self.defaultText = defaultText
  }
}
