import Foundation
import Testing

@testable import FaceClustering

struct JSONTextTests {
  private func parsed(_ text: String) throws -> NSDictionary {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
  }

  @Test func numbersThatJSONDoesNotKnowBecomeTexts() throws {
    let text = JSONText.of(["a": Double.nan, "b": .infinity, "c": -.infinity, "d": 0.1])
    let expected: NSDictionary = ["a": "nan", "b": "inf", "c": "-inf", "d": 0.1]
    #expect(try parsed(text) == expected)
  }

  @Test func textsWithControlCharactersAreEscaped() throws {
    let name = "a\"\\\u{1b}\n\u{0}é"
    let text = JSONText.of(["name": name], isOnOneLine: true)
    #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
    #expect(try parsed(text) == ["name": name] as NSDictionary)
  }

  @Test func aParseThatTookNoTimeHasNoSpeed() {
    #expect(NetworkInput.Parsing(bytes: 10, seconds: 0).megabytesPerSecond == nil)
    #expect(NetworkInput.Parsing(bytes: 1_000_000, seconds: 2).megabytesPerSecond == 0.5)
  }
}
