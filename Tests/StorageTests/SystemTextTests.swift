import Storage
import Testing

@Suite struct SystemTextTests {
  private let status = SystemText(
    text:
      "Name:\tprogram\nVmHWM:\t   10240 kB\nmodel name\t: A CPU @ 3 GHz: fast\ninactive_file 7\n")

  @Test func namesAreFollowedByColonsTabsOrBlanks() {
    #expect(status.number(of: "VmHWM") == 10240)
    #expect(status.value(of: "VmHWM") == "10240 kB")
    #expect(status.value(of: "model name") == "A CPU @ 3 GHz: fast")
    #expect(status.number(of: "inactive_file") == 7)
  }

  @Test func theStartOfANameIsAnotherName() {
    #expect(status.value(of: "inactive") == nil)
    #expect(status.value(of: "model") == "name\t: A CPU @ 3 GHz: fast")
    #expect(status.value(of: "Vm") == nil)
  }

  @Test func textIsNoNumber() {
    #expect(status.number(of: "Name") == nil)
  }

  @Test func aFileThatIsNotThereHasNoText() {
    #expect(SystemText("/proc/self/no-such-file") == nil)
  }
}
