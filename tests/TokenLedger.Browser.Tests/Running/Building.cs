namespace TokenLedger.Browser.Tests.Running;

/// <summary>The gateways that tests share: each is started once, when the first test asks for it.</summary>
public sealed class Building : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private Dashboard? _full;
    private Dashboard? _empty;
    private Dashboard? _office;
    private Decisions? _decisions;

    /// <summary>One over the story, open to this machine. No test changes anything there.</summary>
    public Task<Dashboard> FullAsync(StoryFolder story) =>
        OnceAsync(async () => _full ??= await Dashboard.StartAsync(story));

    /// <summary>One over an empty ledger, open to this machine. No test changes anything there.</summary>
    public Task<Dashboard> EmptyAsync() => OnceAsync(async () => _empty ??= await Dashboard.StartAsync(null));

    /// <summary>The one of the <see cref="Office"/>.</summary>
    public Task<(Dashboard Dashboard, Decisions Decisions)> OfficeAsync(StoryFolder story) =>
        OnceAsync(async () =>
        {
            _office ??= await Dashboard.StartAsync(story, withTokens: true);
            return (_office, _decisions ??= await Decisions.MakeAsync(_office, "admin"));
        });

    public async ValueTask DisposeAsync()
    {
        _decisions?.Dispose();
        foreach (Dashboard? one in (Dashboard?[])[_full, _empty, _office])
        {
            if (one is not null)
            {
                await one.DisposeAsync();
            }
        }

        _opening.Dispose();
    }

    private async Task<T> OnceAsync<T>(Func<Task<T>> open)
    {
        await _opening.WaitAsync();
        try
        {
            return await open();
        }
        finally
        {
            _opening.Release();
        }
    }
}
