using Microsoft.Extensions.Logging;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>
/// Keeps the ledger's budgets what the configuration and people have decided. Whoever changes either calls
/// <see cref="ApplyAsync"/> and knows, when it returns, that the change holds.
/// </summary>
public sealed partial class BudgetsInForce : IDisposable
{
    private readonly ILedger _ledger;
    private readonly ControlBook? _control;
    private readonly KeyRules _keys;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _applying = new(1);
    private readonly BudgetDocuments _documents;
    private BudgetRules _configured;
    private volatile BudgetMerge _now;
    private IReadOnlyList<BudgetProblem> _told = [];

    internal BudgetsInForce(
        BudgetRules configured,
        ILedger ledger,
        ControlBook? control,
        BudgetDocuments documents,
        KeyRules keys,
        TimeProvider time,
        ILogger<BudgetsInForce> log
    )
    {
        (_configured, _ledger, _control, _documents) = (configured, ledger, control, documents);
        (_keys, _time, _log) = (keys, time, log);
        _now = new(BudgetRules.None, new Dictionary<string, BudgetInForce>(), []);
    }

    /// <summary>What holds.</summary>
    public BudgetMerge Now => _now;

    /// <summary>Puts what is decided now in force: of calls authorised from then on, and of their accounts.</summary>
    public async Task ApplyAsync(CancellationToken cancellation)
    {
        await _applying.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            BudgetMerge merged = BudgetMerge.Of(_configured, _control, _time.GetUtcNow(), _documents);
            Tell(merged.Problems);
            Budget[] budgets = [.. merged.Budgets.Values.Select(one => one.Budget)];

            // Names of rules must be on calls before budgets ask for them; where none asks they are left out.
            bool isAsked = budgets.Any(one => one.Scope.Any(term => term.Dimension == KeyRules.Dimension));
            _keys.Use(isAsked ? merged.Rules.Keys() : []);
            await _ledger.UseBudgetsAsync(budgets, cancellation).ConfigureAwait(false);
            _now = merged;
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Takes over a configuration that has changed.</summary>
    public async Task ConfigureAsync(BudgetRules configured, CancellationToken cancellation)
    {
        _configured = configured;
        await ApplyAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _applying.Dispose();

    private void Tell(IReadOnlyList<BudgetProblem> problems)
    {
        foreach (BudgetProblem problem in problems.Except(_told))
        {
            LogNotTaken(problem.Path, problem.Message);
        }

        _told = problems;
    }

    [LoggerMessage(LogLevel.Error, "The {What} is not in force: {Why}")]
    private partial void LogNotTaken(string what, string why);
}
