import FaceClustering
import Testing

@testable import ProgramArguments

/// What options mean together.
struct CombinationTests {
  @Test(arguments: [
    "--preset youtube-faces --k 9", "--k 9 --preset youtube-faces", "--k=9 --preset=youtube-faces",
  ])
  func whatIsGivenByItselfWinsOverThePreset(options: String) throws {
    let found = try arguments("a.npy \(options)").options
    #expect(found.k == 9 && found.minSimilarity == 0.56)
    let other = try arguments(
      "a.npy \(options.replacing("--k", with: "--min-sim").replacing("9", with: "0.3"))")
    #expect(other.options.k == 400 && other.options.minSimilarity == 0.3)
  }

  @Test func aDefaultThatIsGivenWinsOverThePreset() throws {
    #expect(try arguments("a.npy --preset deepfashion --k 50").options.k == 50)
  }

  @Test(arguments: [
    ("a.npy --k 5 --k 6", "--k is given twice, as \"5\" and \"6\""),
    ("a.npy --labels a --truth b", "--truth is given twice, as \"a\" and \"b\""),
    ("infomap a.net --trials 2 --num-trials 3", "--trials is given twice"),
    ("a.npy -o a.txt --out b.txt", "--out is given twice"),
    ("a.npy --preset deepfashion --preset youtube-faces", "--preset is given twice"),
    ("a.npy --directed --undirected", "--directed cannot be combined with --undirected"),
    ("a.npy --undirected --directed", "--directed cannot be combined with --undirected"),
    ("a.npy --quiet --verbose", "--quiet cannot be combined with --verbose"),
    ("a.npy --recall 0.9", "--recall needs --search approximate"),
    ("a.npy --recall 0.9 --search exact", "--recall needs --search approximate"),
    ("a.npy --faces 5", "--faces needs --synthetic"),
    ("a.npy --synthetic", "--synthetic cannot be combined with a file"),
    ("--synthetic --dim 1", "--dim must be at least 2"),
    ("generate a.npy --dim 1", "--dim must be at least 2"),
    ("--faces 5", "no file of faces is given"), ("--k 5", "--synthetic"),
    ("a.npy --preferred-number-of-modules 9 --infomap distributed", "--infomap root"),
    ("infomap a.net --cluster-data a.clu --infomap distributed", "--infomap root"),
    ("infomap a.net --no-infomap", "--no-infomap needs --cluster-data"),
    ("infomap a.net --no-infomap --cluster-data a.clu --trials 3", "--trials cannot be combined"),
    (
      "infomap a.net --preferred-number-of-levels 3 --two-level",
      "--two-level cannot be combined with --preferred-number-of-levels"
    ),
    (
      "infomap a.net --preferred-number-of-levels 3 --preferred-number-of-modules 3",
      "--preferred-number-of-modules cannot be combined with --preferred-number-of-levels"
    ),
    ("infomap a.net --preferred-number-of-levels 1", "must be an integer from 2 to 100"),
    ("infomap a.net --undirected --to-nodes", "--to-nodes cannot be combined with --undirected"),
    ("plan --faces 9", "plan needs --dim"), ("plan --dim 9", "plan needs --faces"),
    ("plan --faces 9 --dim 8 --ranks-per-node 2", "more than there are: --ranks 1"),
    ("plan a.npy --faces 9 --dim 8", "plan takes"),
    ("generate x --nodes 9 --faces 9", "--faces cannot be combined with --nodes"),
    ("generate x.bin --mixing 0.1", "--mixing needs --nodes"),
    ("generate x.bin --dim 8 --intrinsic-dim 9", "--intrinsic-dim cannot be more than --dim"),
    ("generate x.bin --intrinsic-dim 257", "--intrinsic-dim cannot be more than --dim"),
    ("generate x.txt", ".bin or .npy"), ("generate x", ".bin or .npy"),
    ("infomap a.net --out a.txt", "must end in .clu, .tree, .ftree, .json, .csv or .nwk"),
    ("infomap a.net --cluster-data a.txt", ".clu, .tree or .ftree"),
    ("sweep a.npy --method rank-order", "rank-order needs all edges, whatever their similarity"),
    ("knn a.npy", "knn needs --edges PREFIX"),
  ])
  func whatContradictsIsRefusedWhereverItStands(line: String, message: String) throws {
    let found = try refusal(line)
    #expect(found.contains(message), "\(found)")
  }

  @Test(arguments: [
    ("--method dbscan --iterations 3", "it belongs to whispers"),
    ("--eps 0.2", "--eps is not a parameter of --method infomap; it belongs to dbscan"),
    ("--method whispers --trials 2", "--trials is an option of --method infomap only"),
    ("--method dbscan --infomap distributed", "--infomap is an option of --method infomap only"),
    ("--method dbscan --eps 0.3 --min-sim 0.75", "give at most 0.7"),
    ("--method single --distance 0.8 --search approximate", "only from exact lists"),
    ("--method dbscan --eps 3", "--eps must be a number from 0 to 2"),
    ("--method whispers --iterations 1.5", "--iterations must be an integer"),
    ("--method wispers", "did you mean whispers?"),
  ])
  func whatTheMethodDoesNotTakeIsRefused(options: String, message: String) throws {
    let found = try refusal("a.npy \(options)")
    #expect(found.contains(message), "\(found)")
  }

  @Test func theGraphReachesAsFarAsTheMethodNeeds() throws {
    let options = try arguments("a.npy --method dbscan --eps 0.3").options
    #expect(options.minSimilarity <= 0.7 && options.minSimilarity > 0.6999)
    #expect(options.parameters == ["eps": 0.3])
    let lower = try arguments("a.npy --method dbscan --eps 0.3 --min-sim 0.5").options
    #expect(lower.minSimilarity == 0.5)
  }

  @Test func aPresetHasTheSettingsOfTheMethod() throws {
    let found = try arguments("a.npy --preset youtube-faces --method dbscan").options
    #expect(found.k == 160 && found.parameters == ["eps": 0.3, "min-points": 1])
    let given = try arguments("a.npy --preset youtube-faces --method dbscan --eps 0.2").options
    #expect(given.parameters["eps"] == 0.2 && abs(given.minSimilarity - 0.8) < 1e-6)
    let whispers = try arguments("a.npy --preset deepfashion --method whispers").options
    #expect(whispers.k == 5 && whispers.minSimilarity == 0.7)
  }

  @Test func theSameValueTwiceIsNoContradiction() throws {
    #expect(try arguments("a.npy --k 5 --k 5 --json --json").options.k == 5)
  }

  @Test func onlySyntheticFacesHaveANumberOfFaces() throws {
    #expect(try arguments("a.npy").options.faces == nil)
    #expect(try arguments("--synthetic").options.faces == 100_000)
    #expect(try arguments("--synthetic --faces 7").options.faces == 7)
  }

  @Test func onlyApproximateSearchesHaveARecall() throws {
    #expect(try arguments("a.npy").options.recall == nil)
    #expect(try arguments("a.npy --search approximate").options.recall == 0.99)
    #expect(try arguments("a.npy --recall 0.5 --search approximate").options.recall == 0.5)
  }

  @Test func theRecordIsNamedAfterTheLabels() throws {
    #expect(try arguments("a.npy").options.record == "labels.run.json")
    #expect(try arguments("a.npy --out out/a.txt").options.record == "out/a.run.json")
    #expect(try arguments("a.npy --out a.txt --record r.json").options.record == "r.json")
    #expect(try arguments("a.npy --out /dev/null").options.record == nil)
    #expect(try arguments("knn a.npy --edges g").options.record == nil)
  }
}
