/// Where it is said that faces are of one person or of different ones.
enum ConstraintPlace: Equatable {
  /// A line of a file of groups.
  case line(Int, of: String, option: String)
  /// A file that says something of each face. The first line is that of face 0, counted from 1; nil where faces do
  /// not stand on lines of their own.
  case faces(of: String, firstLine: Int?, option: String)

  /// The place in the words of a message.
  ///
  /// - Parameters:
  ///   - a: a face.
  ///   - b: another one, of which it is said together with that.
  func text(_ a: UInt32, _ b: UInt32) -> String {
    switch self {
    case .line(let line, let path, let option): "\(option) \(path) line \(line)"
    case .faces(let path, let first?, let option):
      "\(option) \(path) lines \(first + Int(min(a, b))) and \(first + Int(max(a, b)))"
    case .faces(let path, nil, let option): "\(option) \(path)"
    }
  }
}

/// That some faces are of one person, or each of another one.
struct ConstraintStatement: Equatable {
  let isTogether: Bool
  /// Each once, at least two.
  let faces: [UInt32]
  let place: ConstraintPlace
}
