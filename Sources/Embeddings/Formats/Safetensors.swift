import Foundation
import Storage

/// The tensors of a `.safetensors` file, by its header.
///
/// Format: the length of the header in 8 bytes, the header as JSON, and the tensors, row by row and
/// little-endian; <https://huggingface.co/docs/safetensors/index>
struct Safetensors {
  /// A tensor as the header describes it.
  struct Tensor {
    let name: String
    /// The type of the elements by the format's name, such as `F32` or `BF16`.
    let type: String
    let shape: [Int]
    /// Where its bytes are in the file.
    let range: Range<Int>
  }

  let tensors: [Tensor]
  private let file: InputFile

  /// What the format's own reader takes for too long.
  private static let longestHeader = 100_000_000

  /// Reads the header of a file.
  ///
  /// - Throws: `FileError` when it has none, or one that describes what the file does not hold.
  init(_ file: InputFile) throws(FileError) {
    self.file = file
    guard file.size >= 8 else {
      throw FileError(file.path, "is too short for a .safetensors file")
    }
    let length = try file.read(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= Self.longestHeader, 8 + Int(length) <= file.size else {
      let found = try FileSignature(of: file)
      throw FileError(
        file.path,
        "is no .safetensors file, or is truncated: its header would have \(length) bytes"
          + (found.map { "; \($0.description)" } ?? "; copy or save it again"))
    }
    let start = 8 + Int(length)
    let descriptions: [String: Description]
    do {
      let text = try file.read(8..<start)
      descriptions = try JSONDecoder().decode([String: Description].self, from: Data(text))
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(
        file.path, "its header cannot be understood, so it is damaged or no .safetensors file")
    }
    var tensors: [Tensor] = []
    for (name, description) in descriptions.sorted(by: { $0.key < $1.key })
    where name != "__metadata__" {
      tensors.append(try description.tensor(name, of: file, from: start))
    }
    self.tensors = tensors
  }

  /// A tensor.
  ///
  /// - Parameter name: its name; nil: the only one that can be embeddings.
  func tensor(named name: String?) throws(FileError) -> Tensor {
    let entries = tensors.map {
      NamedArrays.Entry(
        name: $0.name,
        shape: "\($0.type) (\($0.shape.map(String.init).joined(separator: ", ")))",
        isTable: $0.shape.count == 2,
        isOfFloats: EmbeddingLayout.Element(tensorType: $0.type) != nil)
    }
    let arrays = NamedArrays(path: file.path, entries: entries, conversion: "x.float()")
    return tensors[try arrays.index(of: name)]
  }

  /// The bytes behind the last tensor, which no tensor has.
  var surplus: Int { file.size - (tensors.map(\.range.upperBound).max() ?? file.size) }

  /// What the header says of a name: a tensor or, of `__metadata__`, anything.
  private struct Description: Decodable {
    let dtype: String?
    let shape: [Int]?
    let offsets: [Int]?

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    func tensor(
      _ name: String, of file: InputFile, from start: Int
    ) throws(FileError) -> Tensor {
      guard let dtype, let shape, let offsets, offsets.count == 2, shape.allSatisfy({ $0 >= 0 })
      else { throw FileError(file.path, "its header does not describe the tensor \(name)") }
      guard 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= file.size - start else {
        throw FileError(
          file.path, "is truncated: the tensor \(name) lies outside the file; copy or save it again"
        )
      }
      let range = start + offsets[0]..<start + offsets[1]
      if let size = EmbeddingLayout.Element(tensorType: dtype)?.size {
        var bytes: Int? = size
        for extent in shape {
          let product = bytes?.multipliedReportingOverflow(by: extent)
          bytes = product.flatMap { $0.overflow ? nil : $0.partialValue }
        }
        guard bytes == range.count else {
          throw FileError(
            file.path,
            "is damaged: the tensor \(name) of shape \(shape) does not have the \(range.count) bytes that "
              + "its header says")
        }
      }
      return Tensor(name: name, type: dtype, shape: shape, range: range)
    }
  }
}

extension EmbeddingLayout.Element {
  /// The type of embeddings that a `.safetensors` file calls so; nil for one that they cannot have.
  init?(tensorType: String) {
    switch tensorType {
    case "F16": self = .half
    case "BF16": self = .brain
    case "F32": self = .single
    case "F64": self = .double
    default: return nil
    }
  }
}
