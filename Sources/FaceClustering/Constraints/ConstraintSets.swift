import Clustering

/// Faces joined to sets by what is said of them, and what of it contradicts itself.
struct ConstraintSets {
  private let statements: [ConstraintStatement]
  /// Those of which something is said that are not sets by themselves.
  private var parents: [UInt32: UInt32] = [:]

  /// - Parameter statements: in the order in which contradictions among them are looked for.
  init(_ statements: [ConstraintStatement]) {
    self.statements = statements
    for statement in statements where statement.isTogether {
      for face in statement.faces { join(statement.faces[0], face) }
    }
    // A parent is smaller than its child, so that it has its root by then.
    for face in parents.keys.sorted() { parents[face] = parents[parents[face]!]! }
  }

  /// The constraints, as numbers that ranks can send each other.
  ///
  /// - Throws: `Failure` if faces are of different persons that are of one.
  func numbers() throws(Failure) -> FaceConstraints.Numbers {
    var numbers = FaceConstraints.Numbers()
    for face in parents.keys.sorted() where root(of: face) != face {
      numbers.together += [face, root(of: face)]
    }
    var pairs: [(set: UInt32, group: UInt32)] = []
    var group: UInt32 = 0
    for statement in statements where !statement.isTogether {
      var faceOf: [UInt32: UInt32] = [:]
      for face in statement.faces {
        let set = root(of: face)
        if let other = faceOf[set] { throw contradiction(other, face, statement.place) }
        faceOf[set] = face
        pairs.append((set, group))
      }
      group += 1
    }
    pairs.sort { ($0.set, $0.group) < ($1.set, $1.group) }
    numbers.apart = pairs.flatMap { [$0.set, $0.group] }
    return numbers
  }

  private func root(of face: UInt32) -> UInt32 {
    var face = face
    while let parent = parents[face], parent != face { face = parent }
    return face
  }

  /// Joins the sets of two faces; the smallest face names a set. Paths are made shorter on the way.
  private mutating func join(_ a: UInt32, _ b: UInt32) {
    let (first, second) = (root(of: a), root(of: b))
    let set = min(first, second)
    for start in [a, b] {
      var face = start
      while let parent = parents[face], parent != face {
        parents[face] = set
        face = parent
      }
      parents[face] = set
    }
  }

  // MARK: - Contradictions

  private struct Link {
    let from: UInt32
    let to: UInt32
    let place: ConstraintPlace
  }

  /// That two faces are of different persons although they are of one.
  private func contradiction(
    _ a: UInt32, _ b: UInt32, _ place: ConstraintPlace
  ) -> Failure {
    // What a file of labels says of its own faces is not in question, but which of them others bring together.
    var path = path(from: a, to: b)[...]
    var (a, b) = (a, b)
    while path.count > 1, let link = path.first, link.place == place {
      (a, path) = (link.to, path.dropFirst())
    }
    while path.count > 1, let link = path.last, link.place == place {
      (b, path) = (link.from, path.dropLast())
    }
    let most = 6
    var reasons = path.prefix(most).map {
      "\($0.place.text($0.from, $0.to)) (faces \($0.from) and \($0.to))"
    }
    if path.count > most { reasons.append("\(path.count - most) more") }
    return Failure(
      .input,
      "faces \(a) and \(b) are of different persons by \(place.text(a, b)), but of one by "
        + reasons.joined(separator: ", ") + "; take out what is wrong")
  }

  /// The fewest statements by which a face is of the same person as another.
  private func path(from start: UInt32, to end: UInt32) -> [Link] {
    var links: [UInt32: [Link]] = [:]
    let set = root(of: start)
    for statement in statements where statement.isTogether {
      guard root(of: statement.faces[0]) == set else { continue }
      // Any two faces of a line are of one person by it: the first stands for a hub that all are linked with.
      let hub = statement.faces[0]
      for face in statement.faces.dropFirst() {
        links[hub, default: []].append(Link(from: hub, to: face, place: statement.place))
        links[face, default: []].append(Link(from: face, to: hub, place: statement.place))
      }
    }
    var cameBy: [UInt32: Link] = [:]
    var open = [start]
    var next = 0
    while next < open.count, cameBy[end] == nil {
      for link in links[open[next]] ?? [] where link.to != start && cameBy[link.to] == nil {
        cameBy[link.to] = link
        open.append(link.to)
      }
      next += 1
    }
    var path: [Link] = []
    var face = end
    while face != start, let link = cameBy[face] {
      // Two links by one statement, over its first face, are one.
      if let last = path.last, last.place == link.place {
        path[path.count - 1] = Link(from: link.from, to: last.to, place: link.place)
      } else {
        path.append(link)
      }
      face = link.from
    }
    return path.reversed()
  }
}
