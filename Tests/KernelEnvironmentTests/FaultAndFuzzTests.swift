// SPDX-License-Identifier: Apache-2.0
// Injected faults, and the fuzz entry.

import Foundation
import Testing

@Suite("faults and fuzzing", .enabled(if: ClientTool.isBuilt), .serialized)
struct FaultAndFuzzTests {
  @Test("short reads, interrupted sleeps and late connects do no harm")
  func harmlessFaults() throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    #expect(tool.build([try tool.copy("connect_race.c")]).status == 0)
    let late = tool.run("race_run", ["--faults", "connect:late=60ms@2"])
    #expect(late.status == 0, "\(late.text)")
    #expect(late.text.contains("faults injected"))
    #expect(tool.build([try tool.copy("accept_upcall.c")]).status == 0)
    let short = tool.run("accept_run", ["--faults", "receive:short=1..700@p50", "--seed", "7"])
    #expect(short.status == 0, "\(short.text)")
  }

  @Test("a refused allocation is survived, and every byte accounted for", arguments: 1...6)
  func allocationFails(_ call: Int) throws {
    guard ClientTool.hasRpcbind else { return }
    let tool = try ClientTool()
    defer { tool.remove() }
    #expect(tool.build([try tool.copy("rpc_tcp_framed.c")]).status == 0)
    let ran = tool.run("rpc_tcp_run", ["--faults", "mbuf:fail@\(call)"], rpcbind: true)
    #expect([0, 1].contains(ran.status), "\(ran.text)")
    #expect(ran.text.contains("account: 0 mbufs live"), "\(ran.text)")
    #expect(ran.text.contains("account: 0 sockets open"), "\(ran.text)")
  }

  @Test("a refused send and a refused connect come from a socket filter")
  func filteredFaults() throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let client = try tool.write(
      "sender.c",
      """
      #include <sys/param.h>
      #include <sys/systm.h>
      #include <sys/kpi_socket.h>
      #include <sys/kpi_mbuf.h>
      #include <netinet/in.h>
      int sender_run(void) {
        struct sockaddr_in sin = {sizeof(sin), AF_INET, 0, {0}, {0}};
        struct msghdr msg; socket_t so; mbuf_t m; int first, second, connected;
        sin.sin_port = htons(9); sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bzero(&msg, sizeof(msg)); msg.msg_name = &sin; msg.msg_namelen = sizeof(sin);
        if (sock_socket(AF_INET, SOCK_DGRAM, 0, NULL, NULL, &so)) return 1;
        mbuf_allocpacket(MBUF_WAITOK, 10, NULL, &m); mbuf_setlen(m, 10); mbuf_pkthdr_setlen(m, 10);
        first = sock_sendmbuf(so, &msg, m, 0, NULL);
        mbuf_allocpacket(MBUF_WAITOK, 10, NULL, &m); mbuf_setlen(m, 10); mbuf_pkthdr_setlen(m, 10);
        second = sock_sendmbuf(so, &msg, m, 0, NULL);
        connected = sock_connect(so, (struct sockaddr *)&sin, 0);
        sock_close(so);
        printf("first %d, second %d, connect %d\\n", first, second, connected);
        return 0;
      }
      """)
    #expect(tool.build([client]).status == 0)
    let ran = tool.run(
      "sender_run", ["--faults", "send:ENOBUFS@2,connect:EHOSTUNREACH"])
    #expect(ran.status == 0, "\(ran.text)")
    #expect(ran.text.contains("first 0, second 55, connect 65"), "\(ran.text)")
    #expect(ran.text.contains("account: 0 mbufs live"), "\(ran.text)")
  }

  @Test("a rule that is not understood stops the run")
  func badRule() throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    #expect(tool.build([try tool.copy("connect_race.c")]).status == 0)
    #expect(tool.run("race_run", ["--faults", "receive:sometimes"]).status == 64)
  }

  @Test(
    "ten lines make a fuzz target that finds a missing length check",
    .enabled(if: ClientTool.compilers.contains("clang")))
  func fuzzFindsBug() throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    // Copies out as much as the peer says, without looking at what is there.
    let client = try tool.write(
      "greedy.c",
      """
      #include <sys/param.h>
      #include <sys/systm.h>
      #include <sys/kpi_socket.h>
      #include <sys/kpi_mbuf.h>
      #include <netinet/in.h>
      int greedy_run(void) {
        struct sockaddr_in sin = {sizeof(sin), AF_INET, 0, {0}, {0}};
        socket_t so; mbuf_t m = NULL; size_t length = 64; int error; char copy[256]; unsigned char *p;
        sin.sin_port = htons(2049);
        sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        error = sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &so);
        if (error) return error;
        error = sock_connect(so, (struct sockaddr *)&sin, 0);
        if (!error) error = sock_receivembuf(so, NULL, &m, 0, &length);
        if (!error && m != NULL) {
          p = mbuf_data(m);
          if (p[0] < sizeof(copy)) bcopy(p, copy, p[0]);
          mbuf_freem(m);
        }
        sock_close(so);
        return error;
      }
      """)
    let entry = try tool.write(
      "entry.c", "#include <kface/fuzz.h>\nextern int greedy_run(void);\nKFACE_FUZZ(greedy_run())\n"
    )
    let built = tool.build([client, entry], ["--fuzz"])
    #expect(built.status == 0, "\(built.text)")
    let ran = ClientTool.run([
      "timeout", "60", tool.program, "-runs=20000", "-seed=1", "-max_len=16",
      "-artifact_prefix=\(tool.directory.path)/",
    ])
    #expect(ran.text.contains("heap-buffer-overflow"), "\(ran.text.suffix(2000))")
    #expect(ran.text.contains("greedy_run"))
  }

  @Test(
    "fuzzed upcalls and threads run on the fuzzer's own thread, and may wait",
    .enabled(if: ClientTool.compilers.contains("clang")))
  func oneThread() throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let client = try tool.write(
      "where.c",
      """
      #include <sys/param.h>
      #include <sys/systm.h>
      #include <sys/kpi_socket.h>
      #include <kern/thread.h>
      #include <netinet/in.h>
      #include <kface/fuzz.h>
      static __thread int here;
      static int *upcall_here, *thread_here, woken;
      static thread_t upcall_thread;
      static void upcall(socket_t so, void *cookie, int waitf) {
        (void)so; (void)cookie; (void)waitf;
        upcall_here = &here;
        upcall_thread = current_thread();
        tsleep(&here, PWAIT, "upcall", hz);
        woken = 1;
        wakeup(&woken);
      }
      static void other(void *unused, wait_result_t wr) {
        (void)unused; (void)wr;
        tsleep(&here, PWAIT, "other", hz);
        thread_here = &here;
        wakeup(&thread_here);
      }
      static void where_run(void) {
        struct sockaddr_in sin = {sizeof(sin), AF_INET, 0, {0}, {0}};
        socket_t so; thread_t thread;
        upcall_here = thread_here = NULL; woken = 0;
        if (sock_socket(AF_INET, SOCK_STREAM, 0, upcall, NULL, &so)) panic("socket");
        kernel_thread_start(other, NULL, &thread);
        thread_deallocate(thread);
        (void)sock_connect(so, (struct sockaddr *)&sin, MSG_DONTWAIT);
        while (!woken) tsleep(&woken, PWAIT, "woken", 0);
        while (!thread_here) tsleep(&thread_here, PWAIT, "there", 0);
        if (upcall_here != &here || thread_here != &here) panic("another thread");
        if (upcall_thread == current_thread()) panic("not a thread of its own");
        sock_close(so);
      }
      KFACE_FUZZ((where_run(), 0))
      """)
    let built = tool.build([client], ["--fuzz"])
    #expect(built.status == 0, "\(built.text)")
    let ran = ClientTool.run(["timeout", "30", tool.program, "-runs=200", "-seed=1"])
    #expect(ran.status == 0, "\(ran.text.suffix(2000))")
  }

  @Test(
    "the same input gives the same run, and hours of waiting cost nothing",
    .enabled(if: ClientTool.compilers.contains("clang")))
  func virtualTime() throws {
    let tool = try ClientTool()
    defer { tool.remove() }
    let client = try tool.write(
      "waiter.c",
      """
      #include <sys/param.h>
      #include <sys/systm.h>
      #include <kern/thread.h>
      #include <kface/fuzz.h>
      static int turns;
      static void other(void *unused, wait_result_t wr) {
        (void)unused; (void)wr;
        for (turns = 0; turns < 100; turns++) tsleep(&turns, PWAIT, "turn", 36 * hz);
        wakeup(&turns);
      }
      static int waiter_run(void) {
        struct timespec hour = {3600, 0};
        struct timeval before, after;
        thread_t thread;
        turns = 0;
            microuptime(&before);
        kernel_thread_start(other, NULL, &thread);
        thread_deallocate(thread);
        while (turns < 100) if (msleep(&hour, NULL, PWAIT, "hour", &hour) != EWOULDBLOCK) panic("woken");
        microuptime(&after);
        if (after.tv_sec - before.tv_sec < 3600) panic("%ld", (long)(after.tv_sec - before.tv_sec));
        return 0;
      }
      KFACE_FUZZ(waiter_run())
      """)
    let built = tool.build([client], ["--fuzz"])
    #expect(built.status == 0, "\(built.text)")
    let ran = ClientTool.run(["timeout", "30", tool.program, "-runs=50", "-seed=1"])
    #expect(ran.status == 0, "\(ran.text.suffix(2000))")
  }
}
