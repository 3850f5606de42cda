// SPDX-License-Identifier: Apache-2.0
// The small things of a kernel's library that hosts do otherwise.

import Testing

@Suite("kernel library", .enabled(if: ClientTool.isBuilt), .serialized)
struct LibraryTests {
  @Test(
    "a log's annotations are not the host's conversions, and the arguments stay in step",
    arguments: ClientTool.compilers)
  func logs(_ compiler: String) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let source = try tool.write(
      "logs.c",
      """
      #include <os/log.h>
      int logs_run(void) {
        os_log(OS_LOG_DEFAULT, "%{public}s took %{darwin.errno}d, 100%% of %{private}llu", "one", 2,
               3ull);
        return 0;
      }
      """)
    let built = tool.build([source], ["--cc", compiler])
    #expect(built.status == 0 && !built.text.contains("warning:"), "\(built.text)")
    let ran = tool.run("logs_run")
    #expect(ran.text.contains("one took 2, 100% of 3"), "\(ran.text)")
  }

  @Test("queues and atomics of C keep what they hold", arguments: ClientTool.compilers)
  func queuesAndAtomics(_ compiler: String) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let source = try tool.write(
      "queues.c",
      """
      #include <stdatomic.h>
      #include <sys/queue.h>
      #include <sys/systm.h>
      struct item { CIRCLEQ_ENTRY(item) link; int number; };
      static CIRCLEQ_HEAD(, item) circle;
      static atomic_int sum;
      int queues_run(void) {
        struct item items[4], *each;
        int expected = 4, order = 0;
        CIRCLEQ_INIT(&circle);
        for (int i = 0; i < 4; i++) items[i].number = i + 1;
        CIRCLEQ_INSERT_HEAD(&circle, &items[1], link);
        CIRCLEQ_INSERT_TAIL(&circle, &items[3], link);
        CIRCLEQ_INSERT_BEFORE(&circle, &items[1], &items[0], link);
        CIRCLEQ_INSERT_AFTER(&circle, &items[1], &items[2], link);
        CIRCLEQ_REMOVE(&circle, &items[3], link);
        CIRCLEQ_FOREACH(each, &circle, link) {
          order = order * 10 + each->number;
          atomic_fetch_add(&sum, each->number == 3 ? 1 : each->number);
        }
        if (order != 123 || CIRCLEQ_LAST(&circle) != &items[2]) return 1;
        if (!atomic_compare_exchange_strong(&sum, &expected, 7)) return 2;
        return atomic_exchange(&sum, 0) - 7;
      }
      """)
    let built = tool.build([source], ["--cc", compiler])
    #expect(built.status == 0 && !built.text.contains("warning:"), "\(built.text)")
    let ran = tool.run("queues_run")
    #expect(ran.status == 0, "\(ran.text)")
  }
}
