/* SPDX-License-Identifier: Apache-2.0
 *
 * A C++ consumer: request, reply, close over a local stream socket, one connection for each
 * request, in the style of IOKit drivers. Tells a daemon that is gone from one that is dead.
 *
 * Entry: daemon_run. It plays the daemon itself, in a second thread.
 */
#include <IOKit/IOLib.h>
#include <sys/kpi_socket.h>
#include <sys/un.h>
#include <string.h>

namespace {

class Lock {
public:
  Lock() : lock(IOLockAlloc()) {}
  ~Lock() { IOLockFree(lock); }
  void take() { IOLockLock(lock); }
  void give() { IOLockUnlock(lock); }
  void sleep(void *event) { IOLockSleep(lock, event, THREAD_UNINT); }
  void wake(void *event) { IOLockWakeup(lock, event, false); }

private:
  IOLock *lock;
};

class Request {
public:
  Request(const char *path) : socket(NULL) {
    bzero(&address, sizeof(address));
    address.sun_family = AF_LOCAL;
    strlcpy(address.sun_path, path, sizeof(address.sun_path));
    address.sun_len = SUN_LEN(&address) + 1;
  }
  ~Request() {
    if (socket) sock_close(socket);
  }
  errno_t perform(const void *question, size_t length, void *answer, size_t room, size_t *got) {
    struct timeval limit = {3, 0};
    errno_t error = sock_socket(PF_LOCAL, SOCK_STREAM, 0, NULL, NULL, &socket);
    if (error) return error;
    error = sock_setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (!error) error = sock_setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    if (!error) error = sock_connect(socket, reinterpret_cast<sockaddr *>(&address), 0);
    if (error) return error;
    uint32_t size = htonl(length);
    struct iovec vectors[2] = {{&size, sizeof(size)}, {const_cast<void *>(question), length}};
    struct msghdr message;
    bzero(&message, sizeof(message));
    message.msg_iov = vectors;
    message.msg_iovlen = 2;
    size_t sent = 0;
    error = sock_send(socket, &message, MSG_WAITALL, &sent);
    if (error) return error;
    vectors[0].iov_base = answer;
    vectors[0].iov_len = room;
    message.msg_iovlen = 1;
    error = sock_receive(socket, &message, MSG_WAITALL, got);
    sock_shutdown(socket, SHUT_RDWR);
    return error;
  }

private:
  socket_t socket;
  struct sockaddr_un address;
};

Lock *lock;
bool finished;
char path[64];

void serve(void *argument) {
  socket_t listener = static_cast<socket_t>(argument), child;
  char text[64];
  struct iovec vector = {text, sizeof(text)};
  struct msghdr message;
  bzero(&message, sizeof(message));
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  size_t count = 0;
  if (sock_accept(listener, NULL, 0, 0, NULL, NULL, &child) == 0) {
    uint32_t size;
    vector.iov_base = &size;
    vector.iov_len = sizeof(size);
    if (!sock_receive(child, &message, MSG_WAITALL, &count) && count == sizeof(size)) {
      vector.iov_base = text;
      vector.iov_len = min(static_cast<size_t>(ntohl(size)), sizeof(text));
      if (!sock_receive(child, &message, MSG_WAITALL, &count)) {
        for (size_t i = 0; i < count; i++) text[i] = toupper(text[i]);
        vector.iov_len = count;
        sock_send(child, &message, 0, &count);
      }
    }
    sock_close(child);
  }
  lock->take();
  finished = true;
  lock->wake(&finished);
  lock->give();
}

errno_t ask(char *answer, size_t room, size_t *got) {
  Request *request = new Request(path);
  errno_t error = request->perform("hello", 5, answer, room, got);
  delete request;
  return error;
}

}  // namespace

extern "C" int daemon_run(int argc, char **argv) {
  char answer[16];
  size_t got = 0;
  if (argc < 2) return EINVAL;
  strlcpy(path, argv[1], sizeof(path));
  if (ask(answer, sizeof(answer), &got) != ENOENT) return EEXIST;  // gone
  socket_t listener;
  struct sockaddr_un address;
  bzero(&address, sizeof(address));
  address.sun_len = sizeof(address);
  address.sun_family = AF_UNIX;
  strlcpy(address.sun_path, path, sizeof(address.sun_path));
  errno_t error = sock_socket(AF_UNIX, SOCK_STREAM, 0, NULL, NULL, &listener);
  if (error) return error;
  error = sock_bind(listener, reinterpret_cast<sockaddr *>(&address));
  if (error) {
    sock_close(listener);
    return error;
  }
  if (!error) error = sock_listen(listener, 1);
  lock = new Lock;
  finished = false;
  thread_t thread;
  if (kernel_thread_start(reinterpret_cast<thread_continue_t>(serve), listener, &thread) ==
      KERN_SUCCESS)
    thread_deallocate(thread);
  if (!error) error = ask(answer, sizeof(answer), &got);
  lock->take();
  while (!finished) lock->sleep(&finished);
  lock->give();
  delete lock;
  sock_close(listener);
  if (!error && (got != 5 || strncmp(answer, "HELLO", 5) != 0)) error = EBADMSG;
  if (!error && ask(answer, sizeof(answer), &got) != ECONNREFUSED) error = EISCONN;  // dead
  IOLog("daemon: %d\n", error);
  return error;
}
