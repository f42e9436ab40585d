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
    ("a.npy --search approximate --checkpoint c", "--search exact"),
    ("a.npy --faces 5", "--faces needs --synthetic"),
    ("a.npy --synthetic", "--synthetic cannot be combined with a file"),
    ("--faces 5", "no file of faces is given"), ("--k 5", "--synthetic"),
    ("a.npy --preferred-number-of-modules 9 --infomap distributed", "--infomap root"),
    ("infomap a.net --cluster-data a.clu --infomap distributed", "--infomap root"),
    ("infomap a.net --no-infomap", "--no-infomap needs --cluster-data"),
    ("infomap a.net --no-infomap --cluster-data a.clu --trials 3", "--trials cannot be combined"),
    ("infomap a.net --undirected --to-nodes", "--to-nodes cannot be combined with --undirected"),
    ("generate x --nodes 9 --faces 9", "--faces cannot be combined with --nodes"),
    ("generate x.bin --mixing 0.1", "--mixing needs --nodes"),
    ("generate x.bin --dim 8 --intrinsic-dim 9", "--intrinsic-dim cannot be more than --dim"),
    ("generate x.bin --intrinsic-dim 257", "--intrinsic-dim cannot be more than --dim"),
    ("generate x.txt", ".bin or .npy"), ("generate x", ".bin or .npy"),
    ("infomap a.net --out a.txt", "--out, a.txt: the name must end in .clu or .tree"),
    ("infomap a.net --out a.ftree", ".clu or .tree"),
    ("infomap a.net --cluster-data a.txt", ".clu, .tree or .ftree"),
    ("knn a.npy", "knn needs --edges PREFIX"),
  ])
  func whatContradictsIsRefusedWhereverItStands(line: String, message: String) throws {
    let found = try refusal(line)
    #expect(found.contains(message), "\(found)")
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
