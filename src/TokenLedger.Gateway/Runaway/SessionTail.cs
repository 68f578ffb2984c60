using TokenLedger.Gateway.Limits;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Runaway;

/// <summary>Learns the sessions of late from the ledger's end, at a start.</summary>
internal static class SessionTail
{
    /// <summary>Entries read at most: a fraction of a second.</summary>
    public const int MostEntries = 10_000;

    private const int AtOnce = 1024;

    /// <summary>Reads the newest entries into the sessions.</summary>
    public static async ValueTask ReadAsync(ILedger ledger, LiveSessions sessions, CancellationToken cancellation)
    {
        long size = ledger.Head.Size;
        for (long position = Math.Max(0, size - MostEntries); position < size; )
        {
            IReadOnlyList<StoredEntry> some = await ledger
                .ReadAsync(position, AtOnce, cancellation)
                .ConfigureAwait(false);
            if (some.Count == 0)
            {
                return;
            }

            foreach (StoredEntry stored in some)
            {
                Read(stored, sessions);
            }

            position += some.Count;
        }
    }

    private static void Read(StoredEntry stored, LiveSessions sessions)
    {
        if (stored.Bytes.Span.IndexOf("\"session\":"u8) < 0)
        {
            return;
        }

        Entry entry = stored.Parse();
        // A top-up belongs to a call that was counted.
        bool isCall = entry is { Kind: EntryKind.Authorization, CausedBy: null, Attempt: null or 1 };
        if (!isCall && entry.Kind is not (EntryKind.Settlement or EntryKind.Void))
        {
            return;
        }

        if (sessions.Of(entry.Attribution, entry.OccurredAt) is { } session)
        {
            lock (session.Gate)
            {
                session.Restore(
                    entry.Attribution,
                    entry.RecordedAt,
                    isCall,
                    entry.KnownCost ?? entry.Cost,
                    SettledTokens.In(entry)
                );
                session.Flags.UnionWith(entry.Warnings.Where(AgentSignals.All.Contains));
            }
        }
    }
}
