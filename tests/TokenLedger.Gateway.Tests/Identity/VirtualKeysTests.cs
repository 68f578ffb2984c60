using Microsoft.AspNetCore.Http;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Tests.Calls;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Tests.Identity;

/// <summary>The keys in memory, with a clock that the test moves.</summary>
public sealed class VirtualKeysTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly ScriptedLedger _ledger = new();
    private readonly FingerprintKey _hashes = FingerprintKey.Create();
    private ControlBook _book = null!;
    private VirtualKeys _keys = null!;
    private SecretIssue<KeyDocument> _issue = null!;

    public async ValueTask InitializeAsync()
    {
        _book = await ControlBook.OpenAsync(_ledger, null, _time, CancellationToken.None);
        _keys = new(_book, _hashes, _time);
        _issue = new(_book, ControlKinds.Key, _keys.Hashes, IdentityJson.Default.KeyDocument, _time);
    }

    private async Task<IssueResult> IssueAsync(KeyRequest? request = null) =>
        await _issue.IssueAsync(
            (request ?? new()).ApplyTo(new KeyDocument()),
            Principal.Local,
            null,
            CancellationToken.None
        );

    [Fact]
    public async Task A_key_is_written_as_its_pattern_says_and_its_secret_has_256_bits()
    {
        IssueResult issued = await IssueAsync();

        Assert.Matches("^tl-[a-z2-7]{12}-[a-z2-7]{52}$", issued.Whole);
        Assert.True(52 * 5 >= 256);
        Assert.Equal("vk_" + issued.Whole!.Split('-')[1], issued.Id);
        Assert.DoesNotContain(
            issued.Whole[^52..],
            _book.Find(ControlKinds.Key, issued.Id)!.Json,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_key_is_good_until_the_instant_it_expires()
    {
        IssueResult issued = await IssueAsync(new() { ExpiresAt = _time.GetUtcNow().AddHours(1) });
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.NotNull(_keys.Recognise(issued.Whole).Key);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("key_expired", _keys.Recognise(issued.Whole).Refusal!.Code);
        // Only who has the secret learns that.
        Assert.Equal("invalid_key", _keys.Recognise(Other(issued.Whole!)).Refusal!.Code);
    }

    [Fact]
    public async Task The_secret_before_a_rotation_is_good_until_the_overlap_is_over()
    {
        IssueResult issued = await IssueAsync();
        ControlDocument stored = _book.Find(ControlKinds.Key, issued.Id)!;
        KeyDocument before = _keys.Find(issued.Id)!.Terms.Document;
        IssueResult rotated = await _issue.RotateAsync(
            issued.Id,
            before,
            TimeSpan.FromHours(2),
            Principal.Local,
            stored.Revision,
            CancellationToken.None
        );

        _time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        Assert.NotNull(_keys.Recognise(issued.Whole).Key);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("invalid_key", _keys.Recognise(issued.Whole).Refusal!.Code);
        Assert.NotNull(_keys.Recognise(rotated.Whole).Key);
    }

    [Fact]
    public async Task Revoking_a_key_ends_its_calls_under_way_and_no_others()
    {
        IssueResult issued = await IssueAsync();
        IssueResult kept = await IssueAsync();
        using InferenceCall running = NewCall();
        using InferenceCall ended = NewCall();
        using InferenceCall other = NewCall();
        VirtualKey key = _keys.Find(issued.Id)!;
        Assert.Null(key.Enter(running));
        Assert.Null(key.Enter(ended));
        Assert.Null(_keys.Find(kept.Id)!.Enter(other));
        key.Leave(ended);

        ControlDocument stored = _book.Find(ControlKinds.Key, issued.Id)!;
        await _issue.RevokeAsync(issued.Id, key.Terms.Document, Principal.Local, stored.Revision, default);

        Assert.Equal("key_revoked", running.Cut.Why!.Code);
        Assert.True(running.Cut.Token.IsCancellationRequested);
        Assert.Null(ended.Cut.Why);
        Assert.Null(other.Cut.Why);
        // A call that was recognised just before, and comes to the gate after, is refused there.
        Assert.Equal("key_revoked", key.Enter(ended)!.Code);
    }

    private InferenceCall NewCall() => new(new DefaultHttpContext(), default, new EntryIds(), _time);

    [Fact]
    public async Task Its_last_use_is_known_to_the_second()
    {
        IssueResult issued = await IssueAsync();
        Assert.Null(_keys.Find(issued.Id)!.LastUsed);

        _time.Advance(TimeSpan.FromSeconds(1.5));
        _keys.Recognise(issued.Whole);
        _keys.Recognise(Other(issued.Whole!));

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 12, 0, 1, TimeSpan.Zero), _keys.Find(issued.Id)!.LastUsed);
    }

    [Fact]
    public async Task Without_the_data_folders_key_a_written_hash_opens_nothing()
    {
        IssueResult issued = await IssueAsync();
        string hash = _keys.Find(issued.Id)!.Terms.Document.Secrets[0].Hash;
        VirtualKeys elsewhere = new(_book, FingerprintKey.Create(), _time);

        Assert.Equal("invalid_key", elsewhere.Recognise(issued.Whole).Refusal!.Code);
        Assert.Equal("invalid_key", _keys.Recognise($"tl-{issued.Id[3..]}-{hash}").Refusal!.Code);
    }

    /// <summary>The same public part with another secret.</summary>
    private static string Other(string whole) => whole[..^52] + KeyText.NewSecret();

    [Fact]
    public void Secrets_and_tokens_are_compared_in_constant_time()
    {
        string folder = Path.Combine(Source(), "src", "TokenLedger.Gateway");
        Assert.Contains("CryptographicOperations.FixedTimeEquals", Read(folder, "Identity/Keys/SecretHashes.cs"));
        Assert.Contains("CryptographicOperations.FixedTimeEquals", Read(folder, "Identity/Principals/TokenHash.cs"));
        Assert.Contains("TokenHash.AreEqual", Read(folder, "Hosting/ManagementGuard.cs"));
        Assert.DoesNotContain("SequenceEqual", Read(folder, "Identity/Keys/VirtualKeys.cs"));
    }

    private static string Read(string folder, string file) => File.ReadAllText(Path.Combine(folder, file));

    private static string Source()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TokenLedger.slnx")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }

    public ValueTask DisposeAsync()
    {
        _book.Dispose();
        return ValueTask.CompletedTask;
    }
}
