import Embeddings
import Testing

/// Synthetic faces of other characters than those of a good network.
struct SyntheticCharacterTests {
  private func faces(_ change: (inout SyntheticFaces.Character) -> Void) -> SyntheticFaces {
    var character = SyntheticFaces.Character()
    change(&character)
    return SyntheticFaces(faces: 1000, dimension: 128, character: character, seed: 5)
  }

  private func sizes(_ faces: SyntheticFaces) -> [Int] {
    Dictionary(grouping: 0..<faces.faces, by: faces.label(ofRow:)).values.map(\.count)
  }

  @Test func facesOfAnIdentityHaveTheCosineAskedFor() {
    let faces = faces { $0.cosines = 0.5...0.6 }
    let rows = faces.matrix(rows: 0..<1000).asArrays
    var ofIdentities: [Int: [Float]] = [:]
    for i in 0..<1000 {
      for j in 0..<i where faces.label(ofRow: i) == faces.label(ofRow: j) {
        let cosine = zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 }
        ofIdentities[faces.label(ofRow: i), default: []].append(cosine)
      }
    }
    // The median does not see poor faces.
    let medians = ofIdentities.values.filter { $0.count > 300 }.map { $0.sorted()[$0.count / 2] }
    #expect(medians.count > 5)
    #expect(medians.allSatisfy { (0.46...0.62).contains($0) }, "\(medians)")
    #expect(medians.max()! - medians.min()! > 0.03)
  }

  @Test func withoutASpreadAllIdentitiesHaveAsManyFaces() {
    let sizes = sizes(
      faces {
        $0.meanSize = 5
        $0.sizeSpread = 0
      })
    #expect(sizes.count == 200 && Set(sizes) == [5])
  }

  @Test func sizesHaveTheMeanAskedFor() {
    let sizes = sizes(faces { $0.meanSize = 17 })
    #expect((40...90).contains(sizes.count))
    #expect(Set(sizes).count > 5)
  }
}
