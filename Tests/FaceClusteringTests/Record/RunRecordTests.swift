import FaceClustering
import Testing

struct RunRecordTests {
  @Test(arguments: [
    ("labels.txt", "labels.run.json"), ("out/found.txt", "out/found.run.json"),
    ("found", "found.run.json"), ("", ".run.json"), ("\u{301}", "\u{301}.run.json"),
    ("found-0.55", "found-0.55.run.json"),
    ("runs.txt/found-0.6.csv", "runs.txt/found-0.6.csv.run.json"),
  ])
  func theRecordIsNamedAfterTheLabels(labels: String, record: String) {
    #expect(RunRecord.path(besideLabels: labels) == record)
  }

  @Test func labelsThatGoToADeviceHaveNoRecordBesideIt() {
    #expect(RunRecord.path(besideLabels: "/dev/null") == nil)
  }
}
