using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Control;

public sealed class ControlBookTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string State => Path.Combine(_folder.Path, "control.state");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_is_an_entry_with_who_what_before_and_after()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using ControlBook book = await BookAsync(ledger);

        await DoneAsync(book, Set("a", """{"limit":"1"}"""));
        await DoneAsync(book, Set("a", """{"limit":"2"}""") with { Actor = "bob", Note = "too small" });
        await DoneAsync(book, new(ControlKinds.Budget, "a", null, "carol"));

        Entry[] entries = [.. (await ledger.AllAsync()).Select(bytes => EntryReader.Parse(bytes))];
        Assert.Equal(["budget.created", "budget.changed", "budget.removed"], entries.Select(entry => entry.Reason));
        Assert.All(entries, entry => Assert.Equal((EntryKind.Admin, "a"), (entry.Kind, entry.Subject)));
        Assert.Equal(["alice", "bob", "carol"], entries.Select(entry => entry.Actor));
        Assert.Equal([null, """{"limit":"1"}""", """{"limit":"2"}"""], entries.Select(entry => entry.Before));
        Assert.Equal(["""{"limit":"1"}""", """{"limit":"2"}""", null], entries.Select(entry => entry.After));
        Assert.Equal("too small", entries[1].Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_restart_everything_is_as_it_was_with_and_without_the_file(bool saved)
    {
        IReadOnlyList<ControlDocument> before;
        await using (EmbeddedLedger ledger = await LedgerAsync())
        {
            using ControlBook book = await BookAsync(ledger);
            await DoneAsync(book, Set("a", """{"x":1}"""));
            await DoneAsync(book, Set("b", """{"x":2}"""));
            if (saved)
            {
                Assert.Null(await book.SaveAsync(Cancellation));
            }

            // These are only in the ledger: the process ended between the entry and the file.
            await DoneAsync(book, Set("b", """{"x":3}"""));
            await DoneAsync(book, new(ControlKinds.Budget, "a", null, "alice"));
            await DoneAsync(book, Set("c", """{"x":4}"""));
            before = book.Of(ControlKinds.Budget);
        }

        Assert.Equal(saved, File.Exists(State));
        await using EmbeddedLedger again = await LedgerAsync();
        using ControlBook reopened = await BookAsync(again);
        Assert.Equal(before, reopened.Of(ControlKinds.Budget));
        Assert.Equal(["b", "c"], before.Select(document => document.Id).ToArray());
    }

    [Fact]
    public async Task A_file_spares_reading_what_is_before_it()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using (ControlBook book = await BookAsync(ledger))
        {
            await DoneAsync(book, Set("a", """{"x":1}"""));
            await book.SaveAsync(Cancellation);
        }

        await ledger.FillAsync(5_000);
        CountingLedger counted = new(ledger);
        using ControlBook reopened = await ControlBook.OpenAsync(counted, State, TimeProvider.System, Cancellation);
        Assert.Single(reopened.Of(ControlKinds.Budget));
        await reopened.SaveAsync(Cancellation);
        int first = counted.Read;
        using ControlBook third = await ControlBook.OpenAsync(counted, State, TimeProvider.System, Cancellation);

        Assert.Single(third.Of(ControlKinds.Budget));
        Assert.True(first >= 5_000, $"{first} entries read");
        Assert.Equal(1, counted.Read - first); // the entry before the head, to compare
    }

    [Theory]
    [InlineData("torn")]
    [InlineData("flipped")]
    [InlineData("foreign")]
    [InlineData("longer")]
    [InlineData("empty")]
    public async Task A_file_that_is_damaged_or_of_another_ledger_is_folded_again(string damage)
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using (ControlBook book = await BookAsync(ledger))
        {
            await DoneAsync(book, Set("a", """{"x":1}"""));
            await book.SaveAsync(Cancellation);
        }

        byte[] bytes = await File.ReadAllBytesAsync(State, Cancellation);
        switch (damage)
        {
            case "torn":
                bytes = bytes[..^7];
                break;
            case "flipped":
                bytes[^9] ^= 1;
                break;
            case "foreign":
                bytes = await ForeignAsync(entries: 1);
                break;
            case "longer":
                bytes = await ForeignAsync(entries: 9);
                break;
            default:
                bytes = [];
                break;
        }

        await File.WriteAllBytesAsync(State, bytes, Cancellation);
        using ControlBook reopened = await BookAsync(ledger);

        Assert.Equal("""{"x":1}""", reopened.Find(ControlKinds.Budget, "a")?.Json);
        Assert.Null(reopened.Find(ControlKinds.Budget, "foreign"));
    }

    [Fact]
    public async Task The_file_holds_budgets_as_their_documents_say_them_and_none_for_what_is_no_budget()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        string[] windows =
        [
            """{"kind":"calendar","period":"month","time_zone":"Europe/Berlin"}""",
            """{"kind":"rolling","length":"36h"}""",
        ];
        string Json(int i) =>
            $$"""{"window":{{windows[i / 3 % 2]}},"scope":{"user":"u{{i}}"},"limits":[{"unit":"usd","amount":"{{i + 1}}"}]}""";
        using (ControlBook book = await BookAsync(ledger))
        {
            for (int i = 0; i < 9; i++)
            {
                await DoneAsync(book, Set($"b{i}", Json(i)));
            }

            await DoneAsync(book, Set("no-budget", """{"x":1}"""));
            await DoneAsync(book, new(ControlKinds.Tenant, "b1", Json(1), "alice"));
            await book.SaveAsync(Cancellation);
        }

        ControlState file = ControlBook.ReadFile(State)!;

        Assert.Equal(11, file.Documents.Count);
        Assert.All(
            file.Documents.Zip(file.Budgets),
            one =>
            {
                (ControlDocument document, Budget? budget) = one;
                bool isBudget = document.Kind == ControlKinds.Budget && document.Id != "no-budget";
                Assert.Equal(isBudget, budget is not null);
                Budget? read = isBudget ? BudgetJson.Read(document.Json, document.Id).Budget : null;
                Assert.Equal(
                    read is null ? null : BudgetJson.Write(read),
                    budget is null ? null : BudgetJson.Write(budget)
                );
            }
        );
    }

    [Fact]
    public async Task Budgets_in_the_file_count_as_checked_for_the_program_that_wrote_it_and_for_no_other()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using (ControlBook book = await BookAsync(ledger))
        {
            await DoneAsync(
                book,
                Set("b", """{"limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"lifetime"}}""")
            );
            await book.SaveAsync(Cancellation);
        }

        Assert.True(ControlBook.ReadFile(State)!.AreChecked);

        byte[] bytes = await File.ReadAllBytesAsync(State, Cancellation);
        bytes[8] ^= 1; // behind the magic: who has checked
        await File.WriteAllBytesAsync(State, bytes, Cancellation);

        ControlState other = ControlBook.ReadFile(State)!;
        Assert.False(other.AreChecked);
        Assert.NotNull(Assert.Single(other.Budgets));
    }

    [Fact]
    public async Task What_is_read_already_is_not_read_again_when_the_file_is_written()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using (ControlBook book = await BookAsync(ledger))
        {
            const string Limits = """{"limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"lifetime"}}""";
            await DoneAsync(book, Set("known", Limits));
            await DoneAsync(book, Set("unknown", Limits));
            Budget told = BudgetJson.Read(Limits, "known").Budget! with { Description = "told" };
            book.KnownBudget = document => document.Id == "known" ? told : null;
            await book.SaveAsync(Cancellation);
        }

        Assert.Equal(["told", null], ControlBook.ReadFile(State)!.Budgets.Select(budget => budget!.Description));
    }

    [Fact]
    public async Task Many_documents_are_listed_by_name_after_every_change_and_after_a_restart()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        SortedDictionary<string, string> expected = new(StringComparer.Ordinal);
        Random random = new(7);
        string Text() => $$"""{"x":"{{new string('é', random.Next(400))}}"}""";
        using (ControlBook book = await BookAsync(ledger))
        {
            for (int i = 0; i < 400; i++)
            {
                string id = $"b{random.Next(300)}";
                bool removes = expected.ContainsKey(id) && random.Next(4) == 0;
                string text = Text();
                ControlResult result = await book.ChangeAsync(
                    removes ? new(ControlKinds.Budget, id, null, $"actor {i % 5}") : Set(id, text),
                    Cancellation
                );
                Assert.True(result.IsDone, result.Problem);
                _ = removes ? expected.Remove(id) : (expected[id] = text) is null;
                if (random.Next(3) > 0) // sometimes several changes lie between two looks
                {
                    Assert.Equal(expected, book.Of(ControlKinds.Budget).ToDictionary(one => one.Id, one => one.Json));
                    Assert.Equal(expected.Keys, book.Of(ControlKinds.Budget).Select(one => one.Id));
                }
            }

            await DoneAsync(book, new(ControlKinds.Limit, "other", "{}", "someone"));
            await book.SaveAsync(Cancellation);
        }

        Assert.True(new FileInfo(State).Length > 65_536); // several blocks
        using ControlBook reopened = await BookAsync(ledger);

        Assert.Equal(expected.Keys, reopened.Of(ControlKinds.Budget).Select(one => one.Id));
        Assert.Equal(expected.Values, reopened.Of(ControlKinds.Budget).Select(one => one.Json));
        Assert.Equal("someone", reopened.Find(ControlKinds.Limit, "other")?.Actor);
    }

    [Fact]
    public async Task Of_many_editors_that_read_the_same_revision_one_wins_and_the_others_are_told()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using ControlBook book = await BookAsync(ledger);
        long revision = (await DoneAsync(book, Set("a", """{"x":0}"""))).Revision;

        ControlResult[] results = await Task.WhenAll(
            Enumerable
                .Range(1, 32)
                .Select(i =>
                    book.ChangeAsync(Set("a", $$"""{"x":{{i}}}""") with { Expected = revision }, Cancellation).AsTask()
                )
        );

        ControlResult winner = Assert.Single(results, result => result.Status == ControlStatus.Done);
        Assert.Equal(winner.Document, book.Find(ControlKinds.Budget, "a"));
        Assert.All(
            results.Where(result => result != winner),
            result => Assert.Equal((ControlStatus.Conflict, winner.Document), (result.Status, result.Document))
        );
        Assert.Equal(2, ledger.Head.Size);
    }

    [Fact]
    public async Task Parallel_changes_of_different_documents_are_all_kept_and_told_in_their_order()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using ControlBook book = await BookAsync(ledger);
        List<string> told = [];
        book.Changed += change => told.Add(change.Id);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => DoneAsync(book, Set($"b{i}", "{}"))));

        string?[] recorded = [.. (await ledger.AllAsync()).Select(bytes => EntryReader.Parse(bytes).Subject)];
        Assert.Equal(100, book.Of(ControlKinds.Budget).Count);
        Assert.Equal(recorded, told);
    }

    [Fact]
    public async Task Saying_the_same_again_in_another_form_writes_nothing()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using ControlBook book = await BookAsync(ledger);

        ControlDocument first = await DoneAsync(book, Set("a", """{ "b": [1.50, {"d":1,"c":"é"}], "a": null }"""));
        ControlResult again = await book.ChangeAsync(
            Set("a", """{"a":null,"b":[1.50,{"c":"\u00e9","d":1}]}"""),
            Cancellation
        );

        Assert.Equal("""{"a":null,"b":[1.50,{"c":"é","d":1}]}""", first.Json);
        Assert.Equal((ControlStatus.Unchanged, first), (again.Status, again.Document));
        Assert.Equal(1, ledger.Head.Size);
    }

    [Fact]
    public async Task What_cannot_be_done_says_why_and_writes_nothing()
    {
        await using EmbeddedLedger ledger = await LedgerAsync();
        using ControlBook book = await BookAsync(ledger);
        string large = $"\"{new string('x', ControlBook.LongestDocument)}\"";

        ControlResult missing = await book.ChangeAsync(new(ControlKinds.Budget, "a", null, "alice"), Cancellation);
        ControlResult tooLarge = await book.ChangeAsync(Set("a", large), Cancellation);
        ControlResult expected = await book.ChangeAsync(Set("a", "{}") with { Expected = 7 }, Cancellation);

        Assert.Equal(ControlStatus.NotFound, missing.Status);
        Assert.Equal(ControlStatus.TooLarge, tooLarge.Status);
        Assert.Equal(ControlStatus.Conflict, expected.Status);
        Assert.All([missing, tooLarge, expected], result => Assert.NotNull(result.Problem));
        Assert.Equal(0, ledger.Head.Size);
    }

    private static ControlChange Set(string id, string json) => new(ControlKinds.Budget, id, json, "alice");

    private static async Task<ControlDocument> DoneAsync(ControlBook book, ControlChange change)
    {
        ControlResult result = await book.ChangeAsync(change, Cancellation);
        Assert.Equal((ControlStatus.Done, null), (result.Status, result.Problem));
        return result.Document ?? new(change.Kind, change.Id, default, -1, default, null);
    }

    private Task<EmbeddedLedger> LedgerAsync() => Samples.OpenAsync(Path.Combine(_folder.Path, "ledger"));

    private Task<ControlBook> BookAsync(EmbeddedLedger ledger) =>
        ControlBook.OpenAsync(ledger, State, TimeProvider.System, Cancellation).AsTask();

    private static async Task<byte[]> ForeignAsync(int entries)
    {
        using TempFolder folder = new();
        string state = Path.Combine(folder.Path, "control.state");
        await using EmbeddedLedger ledger = await Samples.OpenAsync(Path.Combine(folder.Path, "ledger"));
        using ControlBook book = await ControlBook.OpenAsync(ledger, state, TimeProvider.System, Cancellation);
        for (int i = 0; i < entries; i++)
        {
            await DoneAsync(book, Set("foreign", $$"""{"x":{{i}}}"""));
        }

        await book.SaveAsync(Cancellation);
        return await File.ReadAllBytesAsync(state, Cancellation);
    }

    /// <summary>Counts what is read of a ledger.</summary>
    private sealed class CountingLedger(EmbeddedLedger ledger) : ILedger
    {
        public int Read { get; private set; }

        public string Origin => ledger.Origin;

        public LedgerHead Head => ledger.Head;

        public string? Failure => ledger.Failure;

        public SignedCheckpoint Checkpoint => ledger.Checkpoint;

        public ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation) =>
            ledger.AppendAsync(entry, cancellation);

        public async ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(
            long from,
            int most,
            CancellationToken cancellation
        )
        {
            IReadOnlyList<StoredEntry> read = await ledger.ReadAsync(from, most, cancellation);
            Read += read.Count;
            return read;
        }

        public ValueTask WaitBeyondAsync(long size, CancellationToken cancellation) =>
            ledger.WaitBeyondAsync(size, cancellation);

        public ValueTask<InclusionProof> ProveInclusionAsync(
            long sequence,
            long size,
            CancellationToken cancellation
        ) => ledger.ProveInclusionAsync(sequence, size, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
