using System.Text;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Outcomes;

namespace TokenLedger.Ledger.Tests.Entries;

public sealed class OutcomeEntryTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 8, 21, 12, 0, 0, default);

    [Fact]
    public void An_outcome_is_written_as_the_documentation_says_and_reads_back()
    {
        (Entry? entry, string? problem) = OutcomeEntry.Of(Draft(), s_noon);
        Assert.Null(problem);
        byte[] bytes = CanonicalEntry.Encode(entry!);
        Assert.Equal(
            """{"id":"ID","idempotency_key":"ticket-1","kind":"outcome","name":"ticket_resolved","occurred_at":"2026-08-21T12:00:00.000000Z","recorded_at":"0001-01-01T00:00:00.000000Z","session":"s-42","success":true,"tenant":"acme","v":1,"value_usd":"12.5"}""".Replace(
                "ID",
                entry!.Id.ToString("D"),
                StringComparison.Ordinal
            ),
            Encoding.UTF8.GetString(bytes)
        );
        Entry back = EntryReader.Parse(bytes);
        Assert.Equal(("ticket_resolved", true, entry.Value), (back.Name, back.Success, back.Value));
        Assert.Null(back.Cost);
    }

    [Fact]
    public void The_id_follows_from_the_tenant_and_the_key()
    {
        Guid id = OutcomeEntry.ToId("acme", "ticket-1");
        Assert.Equal(id, OutcomeEntry.Of(Draft(), s_noon.AddDays(1)).Entry!.Id);
        Assert.NotEqual(id, OutcomeEntry.ToId("other", "ticket-1"));
        Assert.NotEqual(id, OutcomeEntry.ToId("acme", "ticket-2"));
        Assert.Equal(8, id.Version);
    }

    [Fact]
    public void Without_a_key_every_outcome_is_one_of_its_own()
    {
        OutcomeDraft draft = Draft() with { Key = null };
        Assert.NotEqual(OutcomeEntry.Of(draft, s_noon).Entry!.Id, OutcomeEntry.Of(draft, s_noon).Entry!.Id);
    }

    private static OutcomeDraft Draft() =>
        new()
        {
            Name = "ticket_resolved",
            Success = true,
            Value = Usd.FromDecimal(12.5m),
            Key = "ticket-1",
            Attribution = new() { Session = "s-42", Tenant = "acme" },
        };
}
