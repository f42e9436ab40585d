import Foundation

/// A file that cannot be used: which one, what is wrong and what to do.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  public let problem: String

  public init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  /// The problem is the error that the operating system has just reported.
  init(_ path: String, failedTo action: String, code: Int32 = errno) {
    self.init(path, "cannot \(action): \(String(cString: strerror(code)))")
  }

  public var description: String { "\(path): \(problem)" }
}
