// SPDX-License-Identifier: Apache-2.0
//
// An echo service as a driver: a socket's upcall signals an event source, the work loop answers, a
// timer and a command gate share its gate, and a process talks to it through a user client and a
// data queue.
//
// Entry: driver_run, which is also the process and the peer.
#include <IOKit/IOCommandGate.h>
#include <IOKit/IOEventSource.h>
#include <IOKit/IOLib.h>
#include <IOKit/IOService.h>
#include <IOKit/IOSharedDataQueue.h>
#include <IOKit/IOTimerEventSource.h>
#include <IOKit/IOUserClient.h>
#include <IOKit/IOWorkLoop.h>
#include <IOKit/pwr_mgt/RootDomain.h>
#include <kface/iokit.h>
#include <netinet/in.h>
#include <sys/kpi_mbuf.h>
#include <sys/kpi_socket.h>

enum { kDatagrams = 20, kPayload = 700, kQueueEntries = 8 };
enum { kMethodCounts, kMethodRename, kMethods };

// ---- the event source: an upcall becomes work of the loop ----

class org_example_SocketSource : public IOEventSource {
  OSDeclareDefaultStructors(org_example_SocketSource)

 public:
  typedef void (*Action)(OSObject *owner, mbuf_t data, const sockaddr_in *from);
  static org_example_SocketSource *source(OSObject *owner, Action action);
  static void upcall(socket_t so, void *cookie, int waitf);
  socket_t so;

 protected:
  virtual bool checkForWork();
};

#define super IOEventSource
OSDefineMetaClassAndStructors(org_example_SocketSource, IOEventSource);

org_example_SocketSource *org_example_SocketSource::source(OSObject *owner, Action action) {
  org_example_SocketSource *me = OSTypeAlloc(org_example_SocketSource);
  if (me && !me->init(owner, (IOEventSource::Action)action)) {
    me->release();
    return NULL;
  }
  return me;
}

void org_example_SocketSource::upcall(socket_t, void *cookie, int) {
  org_example_SocketSource *me = (org_example_SocketSource *)cookie;
  if (me->getWorkLoop()) me->signalWorkAvailable();
}

bool org_example_SocketSource::checkForWork() {
  mbuf_t data = NULL;
  sockaddr_in from;
  msghdr msg;
  size_t length = 65536;
  if (!isEnabled()) return false;
  bzero(&msg, sizeof(msg));
  msg.msg_name = &from;
  msg.msg_namelen = sizeof(from);
  if (sock_receivembuf(so, &msg, &data, MSG_DONTWAIT, &length) || !data) return false;
  ((Action)action)(owner, data, &from);
  return true;
}
#undef super

// ---- the driver ----

class org_example_Echo : public IOService {
  OSDeclareDefaultStructors(org_example_Echo)

 public:
  virtual bool init(OSDictionary *properties = 0);
  virtual bool start(IOService *provider);
  virtual void stop(IOService *provider);
  virtual void free();
  virtual IOWorkLoop *getWorkLoop() const { return workLoop; }
  static IOReturn readCounts(OSObject *owner, void *counts, void *, void *, void *);
  void echo(mbuf_t data, const sockaddr_in *from);

  sockaddr_in address;
  IOCommandGate *gate;
  IOSharedDataQueue *queue;
  OSArray *peers;
  volatile bool asleep;

 private:
  static IOReturn sleepOrWake(void *target, void *, UInt32 type, IOService *, void *argument,
                              vm_size_t);
  IONotifier *notifier;
  static void received(OSObject *owner, mbuf_t data, const sockaddr_in *from);
  void tick(IOTimerEventSource *sender);
  bool openSocket();
  IOWorkLoop *workLoop;
  IOTimerEventSource *timer;
  org_example_SocketSource *source;
  UInt64 datagrams, ticks;
};

#define super IOService
OSDefineMetaClassAndStructors(org_example_Echo, IOService)

bool org_example_Echo::init(OSDictionary *properties) {
  if (!super::init(properties)) return false;
  peers = OSArray::withCapacity(4);
  queue = IOSharedDataQueue::withEntries(kQueueEntries, sizeof(UInt32));
  return peers && queue;
}

bool org_example_Echo::openSocket() {
  int on = 1;
  if (sock_socket(PF_INET, SOCK_DGRAM, 0, org_example_SocketSource::upcall, source, &source->so))
    return false;
  sock_setsockopt(source->so, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof(on));
  bzero(&address, sizeof(address));
  address.sin_len = sizeof(address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return !sock_bind(source->so, (sockaddr *)&address) &&
         !sock_getsockname(source->so, (sockaddr *)&address, sizeof(address));
}

bool org_example_Echo::start(IOService *provider) {
  if (!super::start(provider)) return false;
  workLoop = IOWorkLoop::workLoop();
  gate = IOCommandGate::commandGate(this);
  timer = IOTimerEventSource::timerEventSource(
    this, OSMemberFunctionCast(IOTimerEventSource::Action, this, &org_example_Echo::tick));
  source = org_example_SocketSource::source(this, &org_example_Echo::received);
  if (!workLoop || !gate || !timer || !source || !openSocket()) return false;
  workLoop->addEventSource(gate);
  workLoop->addEventSource(timer);
  workLoop->addEventSource(source);
  timer->setTimeoutMS(5);
  notifier = registerSleepWakeInterest(sleepOrWake, this);
  setProperty(kIOUserClientClassKey, "org_example_EchoClient");
  registerService();
  return true;
}

/* Falling asleep takes time, and is acknowledged. */
IOReturn org_example_Echo::sleepOrWake(void *target, void *, UInt32 type, IOService *,
                                       void *argument, vm_size_t) {
  org_example_Echo *me = (org_example_Echo *)target;
  me->asleep = type == kIOMessageSystemWillSleep;
  if (me->asleep) {
    ((sleepWakeNote *)argument)->returnValue = 1000;
    acknowledgeSleepWakeNotification(((sleepWakeNote *)argument)->powerRef);
  }
  return kIOReturnSuccess;
}

void org_example_Echo::stop(IOService *provider) {
  notifier->remove();
  // The loop asks every source whenever one signals: none may look at a socket that is closed.
  workLoop->closeGate();
  source->disable();
  workLoop->openGate();
  sock_close(source->so);
  timer->cancelTimeout();
  workLoop->removeEventSource(source);
  workLoop->removeEventSource(timer);
  workLoop->removeEventSource(gate);
  super::stop(provider);
}

void org_example_Echo::free() {
  OSSafeReleaseNULL(source);
  OSSafeReleaseNULL(timer);
  OSSafeReleaseNULL(gate);
  OSSafeReleaseNULL(workLoop);
  OSSafeReleaseNULL(queue);
  OSSafeReleaseNULL(peers);
  super::free();
}

void org_example_Echo::tick(IOTimerEventSource *sender) {
  ticks++;
  sender->setTimeout(5, kMillisecondScale);
}

void org_example_Echo::received(OSObject *owner, mbuf_t data, const sockaddr_in *from) {
  org_example_Echo *me = OSDynamicCast(org_example_Echo, owner);
  if (me)
    me->echo(data, from);
  else
    mbuf_freem(data);
}

void org_example_Echo::echo(mbuf_t data, const sockaddr_in *from) {
  UInt32 length = (UInt32)mbuf_pkthdr_len(data);
  OSNumber *port = OSNumber::withNumber(ntohs(from->sin_port), 16);
  bool known = false;
  OSCollectionIterator *all = OSCollectionIterator::withCollection(peers);
  while (OSObject *peer = all->getNextObject()) known |= port->isEqualTo(peer);
  all->release();
  if (!known) peers->setObject(port);
  port->release();
  datagrams++;
  queue->enqueue(&length, sizeof(length));
  msghdr msg;
  bzero(&msg, sizeof(msg));
  msg.msg_name = (void *)from;
  msg.msg_namelen = from->sin_len;
  sock_sendmbuf(source->so, &msg, data, 0, NULL);
}

IOReturn org_example_Echo::readCounts(OSObject *owner, void *counts, void *, void *, void *) {
  org_example_Echo *me = (org_example_Echo *)owner;
  UInt64 *out = (UInt64 *)counts;
  out[0] = me->datagrams;
  out[1] = me->ticks;
  out[2] = me->peers->getCount();
  return kIOReturnSuccess;
}
#undef super

// ---- the user client ----

class org_example_EchoClient : public IOUserClient {
  OSDeclareDefaultStructors(org_example_EchoClient)

 public:
  virtual bool initWithTask(task_t task, void *security, UInt32 type, OSDictionary *properties);
  virtual bool start(IOService *provider);
  virtual IOReturn clientClose();
  virtual IOReturn registerNotificationPort(mach_port_t port, UInt32 type, UInt32 reference);
  virtual IOReturn clientMemoryForType(UInt32 type, IOOptionBits *options,
                                       IOMemoryDescriptor **memory);
  virtual IOReturn externalMethod(uint32_t selector, IOExternalMethodArguments *arguments,
                                  IOExternalMethodDispatch *dispatch = 0, OSObject *target = 0,
                                  void *reference = 0);

 private:
  static IOReturn counts(OSObject *target, void *, IOExternalMethodArguments *arguments);
  static IOReturn rename(OSObject *target, void *, IOExternalMethodArguments *arguments);
  static const IOExternalMethodDispatch methods[kMethods];
  org_example_Echo *echo;
};

#define super IOUserClient
OSDefineMetaClassAndStructors(org_example_EchoClient, IOUserClient)

const IOExternalMethodDispatch org_example_EchoClient::methods[kMethods] = {
  {counts, 0, 0, 3, 0}, {rename, 0, kIOUCVariableStructureSize, 0, 0}};

bool org_example_EchoClient::initWithTask(task_t task, void *security, UInt32 type,
                                          OSDictionary *properties) {
  return clientHasPrivilege(security, kIOClientPrivilegeAdministrator) == kIOReturnSuccess &&
         super::initWithTask(task, security, type, properties);
}
bool org_example_EchoClient::start(IOService *provider) {
  echo = OSDynamicCast(org_example_Echo, provider);
  return echo && super::start(provider);
}
IOReturn org_example_EchoClient::clientClose() {
  return terminate() ? kIOReturnSuccess : kIOReturnError;
}
IOReturn org_example_EchoClient::registerNotificationPort(mach_port_t port, UInt32, UInt32) {
  echo->queue->setNotificationPort(port);
  return kIOReturnSuccess;
}
IOReturn org_example_EchoClient::clientMemoryForType(UInt32 type, IOOptionBits *options,
                                                     IOMemoryDescriptor **memory) {
  if (type != kIODefaultMemoryType) return kIOReturnNoMemory;
  *options = 0;
  *memory = echo->queue->getMemoryDescriptor();
  return *memory ? kIOReturnSuccess : kIOReturnNoMemory;
}
IOReturn org_example_EchoClient::externalMethod(uint32_t selector,
                                                IOExternalMethodArguments *arguments,
                                                IOExternalMethodDispatch *dispatch,
                                                OSObject *target, void *reference) {
  if (selector >= kMethods) return kIOReturnUnsupported;
  dispatch = (IOExternalMethodDispatch *)&methods[selector];
  target = this;
  return super::externalMethod(selector, arguments, dispatch, target, reference);
}
IOReturn org_example_EchoClient::counts(OSObject *target, void *,
                                        IOExternalMethodArguments *arguments) {
  org_example_EchoClient *me = (org_example_EchoClient *)target;
  return me->echo->gate->runAction(org_example_Echo::readCounts, arguments->scalarOutput);
}
IOReturn org_example_EchoClient::rename(OSObject *target, void *,
                                        IOExternalMethodArguments *arguments) {
  org_example_EchoClient *me = (org_example_EchoClient *)target;
  OSString *name = OSString::withCString((const char *)arguments->structureInput,
                                         arguments->structureInputSize);
  bool done = name && me->echo->setProperty("Name", name);
  OSSafeReleaseNULL(name);
  return done ? kIOReturnSuccess : kIOReturnNoMemory;
}
#undef super

// ---- the process and the peer ----

// A port is an object of the kernel.
static int wakeUp;
#define kPort ((mach_port_t)&wakeUp)
static volatile SInt32 notified;
static void dataAvailable(mach_port_t port) {
  if (port == kPort) OSIncrementAtomic(&notified);
}

static int talk(const sockaddr_in *to) {
  socket_t so;
  timeval limit = {5, 0};
  UInt8 out[kPayload], in[kPayload];
  int good = 0;
  if (sock_socket(PF_INET, SOCK_DGRAM, 0, NULL, NULL, &so)) return 0;
  sock_setsockopt(so, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  if (sock_connect(so, (const sockaddr *)to, 0) == 0) {
    for (int i = 0; i < kDatagrams; i++) {
      iovec iov = {out, sizeof(out)};
      msghdr msg;
      size_t moved = 0;
      memset(out, i + 1, sizeof(out));
      bzero(&msg, sizeof(msg));
      msg.msg_iov = &iov;
      msg.msg_iovlen = 1;
      if (sock_send(so, &msg, 0, &moved)) break;
      iov.iov_base = in;
      if (sock_receive(so, &msg, 0, &moved) || moved != sizeof(in)) break;
      good += !memcmp(in, out, sizeof(in));
    }
  }
  sock_close(so);
  return good;
}

/* What the process finds in the memory it mapped. */
static int entriesIn(IOUserClient *client) {
  IOOptionBits options;
  IOMemoryDescriptor *memory = NULL;
  if (client->clientMemoryForType(kIODefaultMemoryType, &options, &memory)) return -1;
  IOMemoryMap *map = memory->map();
  IODataQueueMemory *queue = (IODataQueueMemory *)map->getAddress();
  int found = 0;
  for (UInt32 at = queue->head; at < queue->tail; found++)
    at += (UInt32)DATA_QUEUE_ENTRY_HEADER_SIZE +
          ((IODataQueueEntry *)((UInt8 *)queue->queue + at))->size;
  map->release();
  memory->release();
  return found;
}

extern "C" int driver_run(int, char **) {
  IOUserClient *client = NULL;
  uint64_t counts[3] = {};
  uint32_t number = 3;
  IOService *service = kface_driver_start("org_example_Echo");
  org_example_Echo *echo = OSDynamicCast(org_example_Echo, service);
  if (!echo || kface_client_open(service, 0, &client)) return 1;
  kface_on_data_available(dataAvailable);
  client->registerNotificationPort(kPort, 0, 0);
  int good = talk(&echo->address);
  for (int i = 0; i < 500 && counts[1] < 3; i++) {
    IOSleep(5);
    if (kface_client_call(client, kMethodCounts, 0, 0, 0, 0, counts, &number, 0, 0)) return 2;
  }
  IOReturn refused = kface_client_call(client, kMethodCounts, 0, 0, "x", 1, counts, &number, 0, 0);
  kface_client_call(client, kMethodRename, 0, 0, "echo", 4, 0, 0, 0, 0);
  OSString *name = OSDynamicCast(OSString, service->getProperty("Name"));
  int entries = entriesIn(client);
  IOLog("%d echoed, %d in the queue, %d peer, told %d times, %s\n", good, entries, (int)counts[2],
        (int)notified, name ? name->getCStringNoCopy() : "?");
  bool right = good == kDatagrams && counts[0] == kDatagrams && entries == kQueueEntries + 1 &&
               counts[1] >= 3 && counts[2] == 1 && notified == 1 &&
               refused == kIOReturnBadArgument && name && name->isEqualTo("echo");
  right = right && kface_sleep_wake(kIOMessageSystemWillSleep) && echo->asleep &&
          kface_sleep_wake(kIOMessageSystemHasPoweredOn) && !echo->asleep;
  kface_client_close(client);
  kface_driver_stop(service);
  return right ? 0 : 3;
}
