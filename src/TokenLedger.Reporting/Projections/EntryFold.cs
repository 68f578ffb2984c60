using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// Folds entries into rows, within one transaction per batch. The calls a batch touches are changed in memory and
/// written once, by <see cref="Flush"/>; everything else is written as it comes.
/// </summary>
/// <remarks>
/// The fold reads nothing but the entries and its own tables: no clock, no rate book. That makes a rebuild give the
/// same tables, whatever the batches were.
/// </remarks>
internal sealed class EntryFold : IDisposable
{
    /// <summary>Entry ids whose call is remembered. Beyond it the memory starts again; the table knows them all.</summary>
    private const int MostRemembered = 50_000;

    private readonly Names _names;
    private readonly CallTable _calls;
    private readonly DetailTables _details;
    private readonly OutcomeTable _outcomes;
    private readonly Dictionary<long, CallRow> _touched = [];
    private readonly Dictionary<Guid, long> _rowOf = [];
    private List<ColumnRow> _rows = [];

    public EntryFold(SqliteConnection connection)
    {
        _names = new(connection);
        _calls = new(connection);
        _details = new(connection, _names);
        _outcomes = new(connection, _names);
    }

    /// <summary>Folds one entry; one that cannot be read or does not fit becomes a dead letter, and nothing else.</summary>
    public void Fold(StoredEntry stored)
    {
        try
        {
            Entry entry = stored.Parse();
            Fold(stored.Sequence, entry, EntryFigures.Of(entry));
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            _details.AddDeadLetter(stored.Sequence, error.Message);
        }
    }

    /// <summary>Writes the touched calls.</summary>
    public void Flush()
    {
        foreach (CallRow call in _touched.Values)
        {
            _calls.Write(call);
        }

        _touched.Clear();
    }

    /// <summary>The rows for the columns that the entries folded since the last time have made.</summary>
    public IReadOnlyList<ColumnRow> TakeRows()
    {
        List<ColumnRow> rows = _rows;
        _rows = [];
        return rows;
    }

    /// <summary>Forgets everything in memory, after a rollback.</summary>
    public void Forget()
    {
        _rows = [];
        _touched.Clear();
        _rowOf.Clear();
        _names.Forget();
    }

    public void Dispose()
    {
        _names.Dispose();
        _calls.Dispose();
        _details.Dispose();
        _outcomes.Dispose();
    }

    private void Fold(long sequence, Entry entry, EntryFigures figures)
    {
        CallRow? call = CallOf(sequence, entry, figures);
        if (call is not null && entry.IsTopUp)
        {
            call.Hold += entry.Hold?.Amount ?? Usd.Zero;
            _touched[call.Row] = call;
        }
        else if (call is not null)
        {
            Book(sequence, entry, figures, call);
            _touched[call.Row] = call;
            Remember(entry.Id, call.Row);
            _details.AddLines(sequence, call.Row, entry.Lines);
        }

        if (entry.Kind == EntryKind.Outcome)
        {
            _outcomes.Add(sequence, entry);
        }

        _details.AddEntry(sequence, entry, call);
    }

    private void Book(long sequence, Entry entry, EntryFigures figures, CallRow call)
    {
        bool opens = call.Row == sequence;
        call.Add(figures.Tokens, figures.Known, figures.Estimated);
        bool wasUnpriced = call.Unpriced;
        call.Unpriced = figures.Unpriced ?? wasUnpriced;
        if (entry.Kind == EntryKind.Adjustment)
        {
            int unpriced = (call.Unpriced ? 1 : 0) - (wasUnpriced ? 1 : 0);
            if (opens)
            {
                Describe(entry, call, opens);
                AddTags(entry, call, opens);
            }

            bool ofCall = call.Status != CallStatus.Adjustment;
            AddRow(sequence, call, ofCall ? CallStatus.Correction : call.Status, 0, figures, unpriced);
            return;
        }

        Describe(entry, call, opens);
        AddTags(entry, call, opens);
        if (call.Status != CallStatus.Open)
        {
            AddRow(sequence, call, call.Status, entry.Repeats ?? 1, figures, figures.Unpriced is true ? 1 : 0);
        }
    }

    private void AddRow(
        long sequence,
        CallRow call,
        CallStatus status,
        long calls,
        in EntryFigures figures,
        int unpriced
    )
    {
        SplitAmount known = SplitAmount.Of(figures.Known);
        SplitAmount estimated = SplitAmount.Of(figures.Estimated);
        SplitAmount counted = SplitAmount.Of(figures.Counted);
        SplitAmount saved = SplitAmount.Of(figures.Saved);
        long[] values = new long[ColumnLayout.Fixed];
        values[(int)Field.Sequence] = sequence;
        values[(int)Field.Call] = call.Row;
        values[(int)Field.Status] = (long)status;
        values[(int)Field.OccurredAt] = call.OccurredAt;
        values[(int)Field.BookedAt] = call.BookedAt;
        values[(int)Field.Calls] = calls;
        values[(int)Field.Input] = figures.Tokens.Input;
        values[(int)Field.Cached] = figures.Tokens.Cached;
        values[(int)Field.Written] = figures.Tokens.Written;
        values[(int)Field.Output] = figures.Tokens.Output;
        values[(int)Field.Reasoning] = figures.Tokens.Reasoning;
        values[(int)Field.KnownMicro] = known.Micro;
        values[(int)Field.KnownRest] = known.Rest;
        values[(int)Field.EstimatedMicro] = estimated.Micro;
        values[(int)Field.EstimatedRest] = estimated.Rest;
        values[(int)Field.Unpriced] = unpriced;
        values[(int)Field.CountedMicro] = counted.Micro;
        values[(int)Field.CountedRest] = counted.Rest;
        values[(int)Field.SavedMicro] = saved.Micro;
        values[(int)Field.SavedRest] = saved.Rest;
        if (status is CallStatus.Adjustment or CallStatus.Correction)
        {
            values[(int)Field.Adjustments] = 1;
        }
        else
        {
            values[(int)Field.HttpStatus] = call.HttpStatus ?? 0;
            values[(int)Field.Latency] = call.LatencyMs + 1 ?? 0;
            values[(int)Field.FirstByte] = call.FirstByteMs + 1 ?? 0;
            values[(int)Field.Attempt] = call.Attempt;
            values[(int)Field.ContextTokens] = call.ContextTokens ?? 0;
            values[(int)Field.ContextWindow] = call.ContextWindow ?? 0;
            values[(int)Field.ToolsOffered] = call.ToolsOffered ?? 0;
            values[(int)Field.ToolsCalled] = call.ToolsCalled ?? 0;
            values[(int)Field.Streamed] = call.Streamed ? 1 : 0;
            values[(int)Field.Prompt] = call.Prompt ?? 0;
            values[(int)Field.Failed] = figures.Failed ? 1 : 0;
            values[(int)Field.EstimatedCalls] = figures.Estimates ? 1 : 0;
            values[(int)Field.CountedCalls] = figures.Counts ? 1 : 0;
            values[(int)Field.ContextShare] = ContextShare.Of(call.ContextTokens, call.ContextWindow);
            AddPrompt(values, PromptTokens.Of(call.ContextTokens, figures.Parts));
        }

        for (int i = 0; i < Dimensions.Count; i++)
        {
            values[ColumnLayout.OfDimension(i)] = call.Names[i] ?? 0;
        }

        _rows.Add(new ColumnRow(values, NumbersOf(call)));
    }

    private static void AddPrompt(long[] values, PromptTokens prompt)
    {
        values[(int)Field.PromptSystem] = prompt.System;
        values[(int)Field.PromptUser] = prompt.User;
        values[(int)Field.PromptModel] = prompt.Model;
        values[(int)Field.PromptTool] = prompt.Tool;
    }

    private List<KeyValuePair<long, long>> NumbersOf(CallRow call)
    {
        if (call.Tags is null)
        {
            return _details.TagsOf(call.Row);
        }

        List<KeyValuePair<long, long>> numbers = new(call.Tags.Count);
        foreach ((string name, string value) in call.Tags)
        {
            numbers.Add(new(_names.Of(name)!.Value, _names.Of(value)!.Value));
        }

        return numbers;
    }

    /// <summary>
    /// A settlement repeats its authorization's tags: they are written once while both are at hand. Tags that it leaves out
    /// stay as authorised, like everything else.
    /// </summary>
    private void AddTags(Entry entry, CallRow call, bool opens)
    {
        IReadOnlyList<KeyValuePair<string, string>> tags = entry.Attribution.Tags;
        if (opens)
        {
            _details.AddTags(call.Row, tags);
            call.Tags = tags;
        }
        else if (call.Tags is null || !call.Tags.SequenceEqual(tags))
        {
            _details.AddTags(call.Row, tags);
            call.Tags = null; // the table has both
        }
    }

    private void Describe(Entry entry, CallRow call, bool opens)
    {
        call.Status = StatusAfter(entry.Kind);
        call.Attempt = entry.Attempt ?? call.Attempt;
        call.OccurredAt = opens ? EntryTime.ToMicroseconds(entry.OccurredAt) : call.OccurredAt;
        call.BookedAt = EntryTime.ToMicroseconds(entry.RecordedAt);
        call.HttpStatus = entry.HttpStatus ?? call.HttpStatus;
        call.LatencyMs = entry.LatencyMs ?? call.LatencyMs;
        call.FirstByteMs = entry.FirstByteMs ?? call.FirstByteMs;
        call.Hold = entry.Hold?.Amount ?? call.Hold;
        call.Prompt = entry.RequestDigest is { } digest ? PromptHash.Of(digest) : call.Prompt;
        call.ContextTokens = entry.ContextTokens ?? call.ContextTokens;
        call.ContextWindow = entry.ContextWindow ?? call.ContextWindow;
        call.ToolsOffered = entry.ToolsOffered ?? call.ToolsOffered;
        call.ToolsCalled = entry.ToolsCalled.Count > 0 ? entry.ToolsCalled.Count : call.ToolsCalled;
        call.Streamed = entry.Streamed ?? call.Streamed;
        Attribution who = entry.Attribution;
        Name(call, Dimensions.Tenant, who.Tenant);
        Name(call, Dimensions.Key, who.Key);
        Name(call, Dimensions.Feature, who.Feature);
        Name(call, Dimensions.User, who.User);
        Name(call, Dimensions.Session, who.Session);
        Name(call, Dimensions.Agent, who.Agent);
        Name(call, Dimensions.Environment, who.Environment);
        Name(call, Dimensions.Project, who.Project);
        Name(call, Dimensions.CostCenter, who.CostCenter);
        Name(call, Dimensions.Provider, entry.Provider);
        Name(call, Dimensions.Model, entry.ModelServed ?? (opens ? entry.ModelRequested : null));
        Name(call, Dimensions.ModelRequested, entry.ModelRequested);
        Name(call, Dimensions.Upstream, entry.Upstream);
        Name(call, Dimensions.Api, entry.Api);
        Name(call, Dimensions.ServiceTier, entry.ServiceTier);
        Name(call, Dimensions.Outcome, entry.Outcome);
        Name(call, Dimensions.Task, who.Task);
        Name(call, Dimensions.Step, who.Step);
        Name(call, Dimensions.ParentAgent, who.ParentAgent);
        Name(call, Dimensions.RootAgent, who.RootAgent);
        Name(call, Dimensions.Region, entry.Region);
        Name(call, Dimensions.Rule, entry.Kind == EntryKind.Rejection ? entry.Subject : null);
    }

    /// <summary>What the settlement says stands; what it leaves out stays as authorised.</summary>
    private void Name(CallRow call, int dimension, string? text)
    {
        if (text is not null)
        {
            call.Names[dimension] = _names.Of(text);
        }
    }

    private static CallStatus StatusAfter(EntryKind kind) =>
        kind switch
        {
            EntryKind.Authorization => CallStatus.Open,
            EntryKind.Settlement or EntryKind.Import or EntryKind.Span => CallStatus.Settled,
            EntryKind.Void => CallStatus.Voided,
            EntryKind.Rejection => CallStatus.Rejected,
            EntryKind.Adjustment => CallStatus.Adjustment,
            _ => CallStatus.Other,
        };

    /// <summary>The call an entry belongs to, new or known; null when it is not about one and carries no money.</summary>
    private CallRow? CallOf(long sequence, Entry entry, EntryFigures figures) =>
        entry.Kind switch
        {
            EntryKind.Settlement or EntryKind.Void => Known(entry.Settles) ?? New(sequence, entry),
            EntryKind.Adjustment => Known(entry.Corrects) ?? New(sequence, entry),
            EntryKind.Authorization when entry.IsTopUp => Known(entry.CausedBy),
            EntryKind.Authorization or EntryKind.Rejection or EntryKind.Import => New(sequence, entry),
            _ => figures.CarriesMoney ? New(sequence, entry) : null,
        };

    private static CallRow New(long sequence, Entry entry) => new(sequence, entry.Call ?? entry.Id);

    private CallRow? Known(Guid? entry)
    {
        if (entry is not { } id || RowOf(id) is not { } row)
        {
            return null;
        }

        return _touched.TryGetValue(row, out CallRow? call) ? call : _calls.Read(row);
    }

    private long? RowOf(Guid entry) => _rowOf.TryGetValue(entry, out long row) ? row : _details.RowOf(entry);

    private void Remember(Guid entry, long row)
    {
        if (_rowOf.Count >= MostRemembered)
        {
            _rowOf.Clear();
        }

        _rowOf[entry] = row;
    }
}
