using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Tests.Calls;

public sealed class OpenCallsTests
{
    [Fact]
    public void Stopping_refuses_new_calls_and_cuts_at_once_when_none_is_open()
    {
        using OpenCalls calls = new();
        Assert.True(calls.TryEnter());
        calls.Leave();

        calls.Stop(TimeSpan.FromMinutes(1));

        Assert.False(calls.TryEnter());
        Assert.Equal(0, calls.Count);
        Assert.True(calls.Cut.IsCancellationRequested);
    }

    [Fact]
    public void Open_calls_are_left_their_time()
    {
        using OpenCalls calls = new();
        Assert.True(calls.TryEnter());

        calls.Stop(TimeSpan.FromMinutes(1));

        Assert.False(calls.Cut.IsCancellationRequested);
        Assert.Equal(1, calls.Count);
    }

    [Fact]
    public void A_stop_after_everything_was_let_go_does_no_harm()
    {
        OpenCalls calls = new();
        Assert.True(calls.TryEnter());
        calls.Dispose();

        calls.Stop(TimeSpan.FromMinutes(1));

        Assert.True(calls.IsStopping);
        Assert.False(calls.TryEnter());
    }
}
