import Clustering
import MPI
import Storage

/// What is said of which faces are of one person, as a run has it.
struct RunConstraints {
  /// Of no faces on ranks that need none.
  let faces: FaceConstraints
  /// The labels that are known, on rank 0.
  let known: KnownLabels?
  /// What is odd about the files although they can be read, on rank 0.
  let notices: [String]

  /// Reads what the options name on rank 0, finds contradictions, and tells the ranks that need it. Collective.
  ///
  /// - Parameters:
  ///   - names: of the faces, on rank 0.
  ///   - isNeeded: whether this rank needs it, as rank 0 does.
  /// - Returns: nil where nothing is said.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  init?(
    _ options: ConstraintOptions?, names: FaceNames?, faces: Int, isNeeded: Bool,
    world: Communicator
  ) throws {
    guard let options else { return nil }
    let read = try world.agree {
      world.rank == 0 ? try Self.read(options, names: names, faces: faces) : nil
    }
    known = read?.known
    notices = read?.notices ?? []
    var numbers = FaceConstraints.Numbers()
    guard let holders = try world.split(color: isNeeded ? 0 : nil) else {
      self.faces = FaceConstraints(faces: 0, numbers)
      return
    }
    numbers.together = try holders.broadcast(read?.numbers.together ?? [], from: 0)
    numbers.apart = try holders.broadcast(read?.numbers.apart ?? [], from: 0)
    self.faces = FaceConstraints(faces: faces, numbers)
  }

  /// Reads what some options name.
  ///
  /// - Throws: `FileError` for a file that cannot be understood, `Failure` for what contradicts itself.
  static func read(
    _ options: ConstraintOptions, names: FaceNames?, faces: Int
  ) throws -> (numbers: FaceConstraints.Numbers, known: KnownLabels?, notices: [String]) {
    func groups(_ path: String?) throws(FileError) -> ConstraintGroups? {
      guard let path else { return nil }
      return try ConstraintGroups(path, hasNames: names != nil)
    }
    let (same, different) = (try groups(options.same), try groups(options.different))
    let known = try options.known.map { (path) throws(FileError) in
      try KnownLabels(path, faces: faces)
    }
    let words = FaceWords(
      [same, different].compactMap { $0 }.flatMap {
        $0.lines.flatMap(\.words) + $0.comments.map(\.word)
      }, names: names, faces: faces)
    var statements: [ConstraintStatement] = []
    statements += try same?.statements(words, option: "--same", isTogether: true) ?? []
    statements += try different?.statements(words, option: "--different", isTogether: false) ?? []
    statements += known?.statements ?? []
    var notices = known?.notices ?? []
    if options.differentPhoto == true, let names {
      let photos = names.facesOfPhotos
      if photos.isEmpty {
        notices.append(
          "--different-photo: all \(faces) names of \(names.path) differ, so no two faces are in one photo; "
            + "the faces of a photo must have its name")
      }
      statements += photos.map {
        ConstraintStatement(
          isTogether: false, faces: $0,
          place: .faces(
            of: names.path, firstLine: names.firstLine, option: "--different-photo, --names"))
      }
    }
    return (try ConstraintSets(statements).numbers(), known, notices)
  }
}
