/// How likely it is that a face which is alone belongs to the cluster nearest to it, calibrated to the faces of the
/// same run that are in clusters.
///
/// Of many clusters one is near to a face by chance, and the nearer the more there are. How near tells every face that
/// is in a cluster: its own cluster left out, it is a decoy, of which it is known that it belongs to none of the others. Where
/// decoys have as much evidence as single faces, these are explained by chance; what is left are faces that belong. This is
/// the local false discovery rate of Efron (2001), with decoys for the null distribution, as in Elias and
/// Gygi (2007); its ratio of densities is Grenander's estimate, which falls as the evidence rises.
///
/// All assumptions err towards leaving a face alone: no single face is taken to belong beforehand, a decoy is added
/// that has more evidence than any face, and decoys that do belong, as to the other part of an identity
/// that was split, count as chance.
package enum AttachmentEvidence {
  /// The evidence that a face belongs to the cluster of the nearest center: the angle, arcsin of the cosine, to which
  /// it comes, and by how much it is ahead of the next other center, which is as near where a face is like all.
  ///
  /// - Parameters:
  ///   - nearest: the cosine to the nearest center.
  ///   - next: that to the next one.
  /// - Returns: radians; larger is more.
  package static func of(nearest: Float, next: Float) -> Double {
    let (angle, nextAngle) = (
      ElementaryFunctions.arcsin(Double(nearest)), ElementaryFunctions.arcsin(Double(next))
    )
    return angle + (angle - nextAngle)
  }

  /// The probability that each single face belongs to the cluster nearest to it.
  ///
  /// - Parameters:
  ///   - singles: the evidence of the faces that are alone.
  ///   - decoys: that of the faces in clusters, of other clusters than their own.
  /// - Returns: for each single face 0 to 1, never falling as its evidence rises; 0 without decoys.
  package static func probabilities(ofSingles singles: [Double], decoys: [Double]) -> [Double] {
    guard !decoys.isEmpty else { return [Double](repeating: 0, count: singles.count) }
    let falling = singles.indices.sorted { singles[$0] > singles[$1] }
    let decoys = decoys.sorted(by: >)
    var blocks = [Block(decoys: 1, singles: 0)]
    var decoy = 0
    for single in falling {
      // Of equal evidence chance comes first.
      while decoy < decoys.count, decoys[decoy] >= singles[single] {
        blocks.pool(Block(decoys: 1, singles: 0))
        decoy += 1
      }
      blocks.pool(Block(decoys: 0, singles: 1))
    }
    let decoysForASingle = Double(decoys.count) / Double(singles.count)
    var probabilities = [Double](repeating: 0, count: singles.count)
    var place = 0
    for block in blocks where block.singles > 0 {
      let chance = Double(block.decoys) / (Double(block.singles) * decoysForASingle)
      for single in falling[place..<place + block.singles] {
        probabilities[single] = max(0, 1 - chance)
      }
      place += block.singles
    }
    return probabilities
  }

  /// Faces of about the same evidence.
  fileprivate struct Block {
    var decoys: Int
    var singles: Int

    /// Whether it has as many decoys for a single face as another one, or more.
    func isAsMuchByChance(as other: Block) -> Bool {
      decoys * other.singles >= other.decoys * singles
    }
  }
}

extension [AttachmentEvidence.Block] {
  /// Appends a block of less evidence, and pools blocks until each has more decoys for a single face than the one
  /// before: the pool of adjacent violators.
  fileprivate mutating func pool(_ block: AttachmentEvidence.Block) {
    append(block)
    while count > 1, self[count - 2].isAsMuchByChance(as: self[count - 1]) {
      let last = removeLast()
      self[count - 1].decoys += last.decoys
      self[count - 1].singles += last.singles
    }
  }
}
