/// The type of the elements of a numpy array, as the header of its file writes it.
package struct NumpyType: Equatable, Sendable, CustomStringConvertible {
  /// What elements are, by numpy's letters; the size is apart.
  package enum Kind: Character, Sendable {
    case float = "f"
    case signed = "i"
    case unsigned = "u"
    case boolean = "b"
    case complex = "c"
    /// Texts of four bytes a character, filled up with zeros.
    case unicode = "U"
    /// Texts of bytes, filled up with zeros.
    case bytes = "S"
    /// Bytes without a meaning that numpy knows, such as bfloat16.
    case raw = "V"
    /// Python objects, which are in the file as a pickle.
    case object = "O"
    /// Records of named fields.
    case structured = "["
    /// What nothing here reads, such as dates.
    case other = "?"
  }

  package let kind: Kind
  /// The bytes of an element; 0 where nothing here reads it.
  package let size: Int
  package let isBigEndian: Bool
  /// The type as the header writes it, for example `<f4`.
  package let description: String

  /// Records of named fields.
  static let structured = NumpyType(
    kind: .structured, size: 0, isBigEndian: false, description: "[…]")

  private init(kind: Kind, size: Int, isBigEndian: Bool, description: String) {
    self.kind = kind
    self.size = size
    self.isBigEndian = isBigEndian
    self.description = description
  }

  /// Understands a type such as `<f4`, `>i8`, `|u1` or `<U12`.
  package init(_ text: String) {
    var rest = text[...]
    var order: Character = "="
    if let first = rest.first, "<>|=".contains(first) {
      order = first
      rest.removeFirst()
    }
    let kind = rest.first.flatMap(Kind.init) ?? .other
    let digits = rest.dropFirst().utf8
    let isNumber =
      !digits.isEmpty && digits.count <= 9 && digits.allSatisfy { (48...57).contains($0) }
    guard isNumber || kind == .object, kind != .structured,
      let size = Int(rest.dropFirst()) ?? Int?(0)
    else {
      self.init(kind: .other, size: 0, isBigEndian: false, description: text)
      return
    }
    self.init(
      kind: kind, size: kind == .unicode ? 4 * size : size, isBigEndian: order == ">",
      description: text)
  }

  /// Whether elements of one byte order are those of the other: they have one byte, or it is the same.
  func hasBytes(of other: NumpyType) -> Bool {
    kind == other.kind && size == other.size
      && (size == 1 || isBigEndian == other.isBigEndian)
  }
}
