package dev.tollgate.kit.grpc;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fixed number of event loops, numbered from 0, which servers and channels of a process share.
 * Code that runs on a loop must not block. The threads are daemons.
 */
public final class EventLoops implements AutoCloseable {
  private static final int THREADS_MAX = 1_024;
  private static final long CLOSE_MILLIS_MAX = 2_000;

  private final EventLoopGroup group;
  private final List<EventLoop> loops;

  private EventLoops(EventLoopGroup group, List<EventLoop> loops) {
    this.group = group;
    this.loops = loops;
  }

  /**
   * Starts every thread before it returns.
   *
   * @param threads from 1 to 1,024
   */
  public static EventLoops start(int threads, String name) {
    if (threads < 1 || threads > THREADS_MAX) {
      throw new IllegalArgumentException("threads must be from 1 to 1024, but is " + threads);
    }
    var started = new AtomicInteger();
    ThreadFactory factory = task -> new LoopThread(task, name + "-" + started.getAndIncrement());
    var group = new MultiThreadIoEventLoopGroup(threads, factory, EpollIoHandler.newFactory());
    var loops = new ArrayList<EventLoop>();
    for (EventExecutor executor : group) {
      var loop = (EventLoop) executor;
      int index = loops.size();
      // A loop's thread starts with its first task, and keeps its number from then on.
      loop.submit(() -> LoopThread.number(index)).syncUninterruptibly();
      loops.add(loop);
    }
    return new EventLoops(group, List.copyOf(loops));
  }

  public int size() {
    return loops.size();
  }

  /**
   * Number of the loop that the caller runs on, or -1 if it runs on none. It costs one read of a
   * field; a process is expected to start its loops once, as the numbers of two groups are alike.
   */
  public int current() {
    return Thread.currentThread() instanceof LoopThread thread ? thread.index : -1;
  }

  /** Runs a task on a loop, after the tasks that were handed to it before. */
  public void execute(int loop, Runnable task) {
    loops.get(loop).execute(task);
  }

  public EventLoopGroup group() {
    return group;
  }

  /** Ends the loops once what was handed to them has run, after 2 seconds at the latest. */
  @Override
  public void close() {
    group.shutdownGracefully(0, CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  private static final class LoopThread extends FastThreadLocalThread {
    private int index = -1;

    LoopThread(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }

    static void number(int index) {
      ((LoopThread) Thread.currentThread()).index = index;
    }
  }
}
