import CMPI

/// A failed MPI call: which one, and MPI's own words for what was wrong.
///
/// ```swift
/// do {
///   try world.send([1, 2, 3], to: 99)
/// } catch {
///   print(error)  // MPI_Send failed: MPI_ERR_RANK: invalid rank
/// }
/// ```
public struct MPIError: Error, Equatable, CustomStringConvertible {
  /// The MPI function that failed, such as `MPI_Send`.
  public let operation: String
  /// MPI's return code, whose meaning is the MPI library's own; -1 where MPI gave none.
  public let code: Int
  /// What the MPI library says about the code.
  public let text: String

  /// The function and the text, as one sentence.
  public var description: String { "\(operation) failed: \(text)" }

  /// - Parameter hint: what the caller knows about the likely cause and MPI does not.
  init(operation: String, code: Int32, hint: String? = nil) {
    self.operation = operation
    self.code = Int(code)
    self.text = Self.text(of: code) + (hint.map { " (\($0))" } ?? "")
  }

  init(operation: String, text: String) {
    self.operation = operation
    self.code = -1
    self.text = text
  }

  private static func text(of code: Int32) -> String {
    let text = string(capacity: Int(MPI_MAX_ERROR_STRING)) { MPI_Error_string(code, $0, &$1) }
    return text ?? "error code \(code)"
  }
}

/// Throws unless an MPI call returned success.
func check(
  _ operation: String, _ code: Int32, hint: @autoclosure () -> String? = nil
) throws(MPIError) {
  guard code == MPI_SUCCESS else { throw failure(operation, code, hint()) }
}

/// Apart from `check`, so that the calls that succeed carry none of it.
@inline(never)
private func failure(_ operation: String, _ code: Int32, _ hint: String?) -> MPIError {
  MPIError(operation: operation, code: code, hint: hint)
}

/// The text an MPI call writes into a buffer of `capacity` characters, nil if the call fails.
func string(
  capacity: Int, _ call: (UnsafeMutablePointer<CChar>, inout Int32) -> Int32
) -> String? {
  var length: Int32 = 0
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity + 1) { characters in
    guard let start = characters.baseAddress, call(start, &length) == MPI_SUCCESS else {
      return nil
    }
    // Some libraries count the NUL at the end of the text.
    let bytes = characters.prefix(Int(length)).prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return String(decoding: bytes, as: UTF8.self)
  }
}
