// SPDX-License-Identifier: Apache-2.0
// What a build says when something is not there.

import Testing

@Suite("the list of what is missing", .enabled(if: ClientTool.isBuilt), .serialized)
struct MissingListTests {
  @Test("headers, names and symbols come in one list", arguments: ClientTool.compilers)
  func oneList(_ compiler: String) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let first = try tool.write(
      "first.c",
      "#include <sys/systm.h>\n#include <sys/nowhere.h>\n#include <net/nothing.h>\nint first(void) { return hz; }\n"
    )
    let second = try tool.write(
      "second.c",
      "#include <sys/systm.h>\nstruct_of_nobody global;\nint second(void) { return 0; }\n")
    let third = try tool.write(
      "third.c",
      "#include <sys/systm.h>\nextern int vnode_pager_setup(void);\nint third(void) { return vnode_pager_setup(); }\n"
    )
    let built = tool.build([first, second, third], ["--cc", compiler])
    #expect(built.status == 1)
    for expected in [
      "missing: 4", "header  sys/nowhere.h  (first.c)", "header  net/nothing.h",
      "name  struct_of_nobody  (second.c:2)", "symbol  vnode_pager_setup  (third.c)",
    ] {
      #expect(built.text.contains(expected), "\(built.text)")
    }
  }

  @Test("a kernel function that no header declared is still found", arguments: ClientTool.compilers)
  func undeclared(_ compiler: String) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let source = try tool.write(
      "old.c",
      "extern int log();\nint old_run() { log(6, \"hello %d\\n\", 1); return wakeup(&old_run), 0; }\n"
    )
    let built = tool.build([source], ["--cc", compiler])
    #expect(built.status == 0, "\(built.text)")
    let ran = tool.run("old_run")
    #expect(ran.status == 0, "\(ran.text)")
    #expect(ran.text.contains("info: hello 1"), "\(ran.text)")
  }

  @Test("what compilers of its time took is not refused", arguments: ClientTool.compilers)
  func oldCode(_ compiler: String) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let source = try tool.write(
      "old.c",
      """
      #include <sys/systm.h>
      #include <sys/kpi_socket.h>
      #include <kern/clock.h>
      struct unit { u_int32_t number; char *name; };
      static struct unit none = {NULL, NULL};
      static lookup(number) { return number == 1 ? 0 : ENOENT; }
      static void *find(number) u_int number; { return number > 3 ? -1 : (void *)&none; }
      static int count(void *unused) { none.number = (u_int32_t)unused != 0; return 0; }
      int old_run() {
        u_int32_t now[2] = {0, 0}, fraction[2];
        void (*caller)(void *) = count;
        clock_get_calendar_nanotime(now, fraction);
        caller(&none);
        none.number = NULL;
        return now[0] == 0 || lookup(1) || find(4) != -1 || find(1) == NULL;
      }
      """)
    let narrowing = try tool.write(
      "table.cpp",
      """
      #include <sys/socket.h>
      struct entry { int handle; int domain; };
      static entry table[] = {{0xbacaf000, PF_INET}};
      extern "C" int table_size(void) { return sizeof(table) / sizeof(*table); }
      """)
    let built = tool.build([source, narrowing], ["--cc", compiler])
    #expect(built.status == 0, "\(built.text)")
    #expect(tool.run("old_run").status == 0)
  }

  @Test("a missing file of any name is in the list", arguments: ClientTool.compilers)
  func otherIncludes(_ compiler: String) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let source = try tool.write(
      "uses.cpp",
      "#include \"Client.hpp\"\n#include \"table.c\"\nextern \"C\" int uses(void) { return 0; }\n"
    )
    let built = tool.build([source], ["--cc", compiler])
    #expect(built.status == 1)
    for expected in ["missing: 2", "header  Client.hpp  (uses.cpp)", "header  table.c"] {
      #expect(built.text.contains(expected), "\(built.text)")
    }
  }

  @Test("a client's own connect, send and log stay its own", arguments: ClientTool.compilers)
  func ownNames(_ compiler: String) throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let race = try tool.copy("connect_race.c")
    let names = try tool.write(
      "names.c",
      "int connect(int a) { return a; }\nint send(int a) { return a; }\nint poll = 3;\nint epoll_wait(void) { return -7; }\n"
    )
    let built = tool.build([race, names], ["--cc", compiler])
    #expect(built.status == 0, "\(built.text)")
    #expect(tool.run("race_run").status == 0)
  }
}
