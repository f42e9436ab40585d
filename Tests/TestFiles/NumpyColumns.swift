import Foundation

/// The columns of a one-dimensional `.npy` file: one without a name of a plain array, those of the fields of records
/// otherwise.
public struct NumpyColumns {
  /// How many values each has.
  public let count: Int
  /// The names of the fields and numpy's names of their types, in the order of the file.
  public let fields: [(name: String, type: String)]
  private let columns: [String: [Double]]

  public struct NotRead: Error {}

  /// - Parameter bytes: a whole file of version 1.
  public init(_ bytes: Data) throws {
    let bytes = Array(bytes)
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw NotRead()
    }
    let length = Int(bytes[8]) | Int(bytes[9]) << 8
    guard bytes.count >= 10 + length else { throw NotRead() }
    let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    guard let shape = header.firstMatch(of: #/'shape': \((\d+),\)/#), let count = Int(shape.1)
    else {
      throw NotRead()
    }
    var fields = header.matches(of: #/\('(\w+)', '([^']+)'\)/#).map {
      (name: String($0.1), type: String($0.2))
    }
    if fields.isEmpty, let type = header.firstMatch(of: #/'descr': '([^']+)'/#) {
      fields = [(name: "", type: String(type.1))]
    }
    (self.count, self.fields) = (count, fields)
    var columns: [String: [Double]] = [:]
    var place = 10 + length
    for _ in 0..<count {
      for (name, type) in fields {
        let size = try Self.size(of: type)
        guard place + size <= bytes.count else { throw NotRead() }
        columns[name, default: []].append(try Self.value(bytes[place..<place + size], type))
        place += size
      }
    }
    guard place == bytes.count else { throw NotRead() }
    self.columns = columns
  }

  /// The values of a field; the name of a plain array's only one is empty.
  public subscript(_ name: String = "") -> [Double] { columns[name] ?? [] }

  private static func size(of type: String) throws -> Int {
    guard let size = Int(type.dropFirst(2)) else { throw NotRead() }
    return size
  }

  private static func value(_ bytes: ArraySlice<UInt8>, _ type: String) throws -> Double {
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return switch type {
    case "<f8": Double(bitPattern: bits)
    case "<f4": Double(Float(bitPattern: UInt32(bits)))
    case "<i8": Double(Int64(bitPattern: bits))
    case "<u4", "|b1": Double(bits)
    default: throw NotRead()
    }
  }
}
