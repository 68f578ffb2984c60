using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Gateway.Upstreams.Rotation;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Otlp;

/// <summary>When a call has ended, as far as its entries tell.</summary>
public sealed class CallJoinTests
{
    private static readonly RoutingOptions s_retries = new() { Retries = new() { Most = 2 } };
    private readonly FailedCalls _failed = new();
    private readonly CallJoin _calls;
    private long _sequence;

    public CallJoinTests() => _calls = new(s_retries, _failed);

    private static Entry Failed { get; } =
        SampleCall.Failed with
        {
            Attempt = 1,
            RecordedAt = SampleCall.At.AddSeconds(1),
        };

    private static Entry Next { get; } =
        new()
        {
            Kind = EntryKind.Authorization,
            Id = Guid.CreateVersion7(),
            Call = Failed.Call,
            Attempt = 2,
            RecordedAt = SampleCall.At.AddSeconds(3),
        };

    private static Entry Served { get; } =
        Failed with
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(),
            Attempt = 2,
            Outcome = "served",
        };

    private IReadOnlyList<AttemptEnd>? Take(Entry entry) => _calls.Take(entry, _sequence++);

    [Fact]
    public void A_served_attempt_ends_its_call_with_all_that_failed_before_it()
    {
        Assert.Null(Take(Failed));
        Assert.Null(Take(Next));
        Assert.Null(_calls.NextDue);
        Assert.Empty(_calls.EndedBy(SampleCall.At.AddHours(1))); // the second attempt is under way
        Assert.Equal(0, _calls.Oldest);

        IReadOnlyList<AttemptEnd> ended = Take(Served)!;

        Assert.Equal([1, 2], ended.Select(end => end.Entry.Attempt!.Value));
        Assert.Equal([SampleCall.At, Next.RecordedAt], ended.Select(end => end.Began));
        Assert.Null(_calls.Oldest);
    }

    [Fact]
    public void A_call_ends_when_no_attempt_follows_for_longer_than_is_waited()
    {
        Take(Failed);

        DateTimeOffset due = _calls.NextDue!.Value;
        Assert.Equal(Failed.RecordedAt + s_retries.Retries.LongestRetryAfter + TimeSpan.FromSeconds(10), due);
        Assert.Empty(_calls.EndedBy(due.AddTicks(-1)));
        Assert.Equal(Failed.Id, Assert.Single(Assert.Single(_calls.EndedBy(due))).Entry.Id);
        Assert.Null(_calls.Oldest);
    }

    [Fact]
    public void A_call_of_which_the_gateway_says_that_nothing_follows_has_ended()
    {
        Task told = _failed.Next;
        Take(Failed);
        Assert.Empty(_calls.EndedBy(Failed.RecordedAt));
        Assert.False(told.IsCompleted);

        _failed.Note(Failed.Call!.Value, 1);

        Assert.True(told.IsCompleted);
        Assert.True(_calls.NextDue <= Failed.RecordedAt);
        Assert.Equal(Failed.Id, Assert.Single(Assert.Single(_calls.EndedBy(Failed.RecordedAt))).Entry.Id);
        Assert.Null(_calls.Oldest);
    }

    [Fact]
    public void What_is_told_before_its_entries_are_read_ends_the_call_with_its_last_attempt_and_not_before()
    {
        _failed.Note(Failed.Call!.Value, 2);

        Assert.Null(Take(Failed));
        Assert.Empty(_calls.EndedBy(Failed.RecordedAt));
        Assert.Null(Take(Next));
        Assert.Equal(2, Take(Failed with { Id = Guid.CreateVersion7(), Attempt = 2 })!.Count);
    }

    [Fact]
    public void Calls_that_nobody_asks_about_are_forgotten()
    {
        _failed.Note(Failed.Call!.Value, 1);
        for (int i = 0; i < FailedCalls.Most; i++)
        {
            _failed.Note(Guid.CreateVersion7(), 1);
        }

        Assert.Null(Take(Failed));
    }

    [Fact]
    public void A_refusal_after_a_failed_attempt_ends_the_call()
    {
        Take(Failed);

        Assert.Equal(2, Take(SampleCall.Refused with { Call = Failed.Call })!.Count);
    }

    [Fact]
    public void When_the_gateway_stops_nothing_follows_but_for_an_attempt_under_way()
    {
        Take(Failed);
        Take(Failed with { Call = Guid.CreateVersion7() });
        Take(Next);

        Assert.NotEqual(Failed.Call, Assert.Single(_calls.EndedByStop())[0].Entry.Call);
        Assert.Equal(0, _calls.Oldest);
    }

    [Theory]
    [InlineData("served", 200)]
    [InlineData("client_gone", 200)]
    [InlineData("upstream_refused", 400)]
    [InlineData("killed", 200)]
    public void What_is_never_tried_again_ends_its_call_at_once(string outcome, int status) =>
        Assert.Single(Take(Failed with { Outcome = outcome, HttpStatus = status })!);

    [Fact]
    public void Where_nothing_is_tried_again_a_failure_ends_its_call_at_once() =>
        Assert.Single(new CallJoin(new(), _failed).Take(Failed, 0)!);

    [Fact]
    public void The_oldest_calls_are_taken_as_ended_when_too_many_are_open()
    {
        for (int i = 0; i < CallJoin.MostOpen; i++)
        {
            Assert.Null(Take(Failed with { Call = Guid.CreateVersion7() }));
        }

        Assert.Equal(0, Take(Failed with { Call = Guid.CreateVersion7() })![0].Sequence);
    }
}
