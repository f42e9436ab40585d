import FaceClustering
import Testing

@testable import ProgramArguments

/// What a command line means, its words separated by spaces; no word is the name of a file.
func arguments(_ line: String) throws -> Arguments {
  try arguments(of: line.split(separator: " ").map(String.init))
}

/// What the words of a command line mean; none is the name of a file.
func arguments(of words: [String]) throws -> Arguments { try Arguments(words) { _ in false } }

/// The message by which a command line is refused.
func refusal(of words: [String]) throws -> String {
  let failure = try #require(throws: Failure.self) { try arguments(of: words) }
  #expect(failure.kind == .commandLine)
  return failure.description
}

/// The message by which a command line is refused, its words separated by spaces.
func refusal(_ line: String) throws -> String {
  try refusal(of: line.split(separator: " ").map(String.init))
}
