import Foundation

/// A file that cannot be used: which one, what is wrong and what to do.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path of the file, as the user gave it.
  public let path: String
  /// What is wrong with the file, and what to do, to be read after the path.
  public let problem: String

  package init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  /// The problem is the error that the operating system has just reported.
  init(_ path: String, failedTo action: String, code: Int32 = errno) {
    self.init(path, "cannot \(action): \(String(cString: strerror(code)))")
  }

  /// The path and the problem, as one line.
  public var description: String { "\(path): \(problem)" }
}
