/// The handwritten digits of Tests/Data/digits: real data that comes with the package.
enum Digits {
  static let features = file("digits.npy")
  static let truth = file("digits.labels")

  private static func file(_ name: String) -> String {
    SharedData.package.appendingPathComponent("Tests/Data/digits/\(name)").path
  }
}
