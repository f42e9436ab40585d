import FaceClustering
import Foundation

/// What an option takes: how its value is called in the help, which values are right, and where they go.
enum OptionValue: Sendable {
  typealias Setter<Value> = @Sendable (inout Arguments, Value) -> Void

  case none(@Sendable (inout Arguments) -> Void)
  case integer(String, in: ClosedRange<Int>, Setter<Int>)
  case integerOrWord(String, in: ClosedRange<Int>, word: String, Setter<Int?>)
  case number(String, in: ClosedRange<Double>, Setter<Double>)
  case numberOrWord(String, in: ClosedRange<Double>, word: String, Setter<Double?>)
  case numbers(String, in: ClosedRange<Double>, Setter<[Double]>)
  /// Two numbers with a colon between them, the smaller one first.
  case span(String, in: ClosedRange<Double>, Setter<ClosedRange<Double>>)
  case choice(String, among: [String], Setter<String>)
  case path(String, Setter<String>)

  /// What stands for the value in the help; nil for a switch.
  var placeholder: String? {
    switch self {
    case .none: nil
    case .integer(let name, in: _, _), .number(let name, in: _, _), .choice(let name, among: _, _),
      .integerOrWord(let name, in: _, word: _, _), .numberOrWord(let name, in: _, word: _, _),
      .numbers(let name, in: _, _),
      .span(let name, in: _, _),
      .path(let name, _):
      name
    }
  }

  /// Checks a value and hands it over.
  ///
  /// - Parameter option: the name of the option as it was given.
  func set(_ text: String, of option: String, in arguments: inout Arguments) throws(Failure) {
    func wrong(_ expected: String, _ more: String = "") -> Failure {
      Failure(.commandLine, "\(option) must be \(expected), not \"\(text)\"\(more)")
    }
    switch self {
    case .none(let set):
      set(&arguments)
    case .integer(_, in: let range, let set):
      guard let value = Int(text), range.contains(value) else {
        throw wrong("an integer from \(range.lowerBound) to \(range.upperBound)")
      }
      set(&arguments, value)
    case .integerOrWord(_, in: let range, let word, let set):
      guard text != word else { return set(&arguments, nil) }
      guard let value = Int(text), range.contains(value) else {
        throw wrong("\(word) or an integer from \(range.lowerBound) to \(range.upperBound)")
      }
      set(&arguments, value)
    case .number(_, in: let range, let set):
      // Neither NaN nor infinity is in a range.
      guard let value = Double(text), range.contains(value) else {
        throw wrong("a number \(Self.words(for: range))")
      }
      set(&arguments, value)
    case .numberOrWord(_, in: let range, let word, let set):
      guard text != word else { return set(&arguments, nil) }
      guard let value = Double(text), range.contains(value) else {
        throw wrong("\(word) or a number \(Self.words(for: range))")
      }
      set(&arguments, value)
    case .numbers(_, in: let range, let set):
      let values = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
      guard values.allSatisfy({ $0.map(range.contains) ?? false }) else {
        throw wrong("numbers \(Self.words(for: range)) with commas between them")
      }
      set(&arguments, values.map { $0! })
    case .span(_, in: let range, let set):
      let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
      guard ends.count == 2, let low = ends[0], let high = ends[1], low <= high,
        range.contains(low), range.contains(high)
      else {
        throw wrong(
          "two numbers \(Self.words(for: range)) with a colon between them, the smaller one first")
      }
      set(&arguments, low...high)
    case .choice(_, among: let names, let set):
      guard names.contains(text) else {
        throw wrong(
          names.dropLast().joined(separator: ", ") + " or " + names.last!,
          Suggestion.question(text, among: names))
      }
      set(&arguments, text)
    case .path(_, let set):
      guard text != "-" else {
        throw Failure(
          .commandLine,
          "\(option) - does not mean a standard stream here; write ./- for a file of that name, or "
            + "/dev/stdin and /dev/stdout for the streams")
      }
      set(&arguments, text)
    }
  }

  /// The numbers of a range, in words.
  static func words(for range: ClosedRange<Double>) -> String {
    func digits(_ number: Double) -> String { String(format: "%.15g", number) }
    return "from \(digits(range.lowerBound)) to \(digits(range.upperBound))"
  }
}
