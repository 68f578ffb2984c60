namespace TokenLedger.Accounting.Reconciliation;

/// <summary>What an export tells apart, and so what can be compared at all.</summary>
internal sealed class Grain
{
    private readonly HashSet<string> usageMeters;
    private readonly IReadOnlySet<string> costMeters;
    private readonly HashSet<string> withoutModel;

    public Grain(ProviderExport export, ReconcileTerms terms)
    {
        ProviderLine[] costs = [.. export.Lines.Where(line => line.Amount is not null)];
        HashSet<string> charged = CountedByCharges(costs, export.UsageMeters);
        ProviderLine[] usage =
        [
            .. export.Lines.Where(line =>
                line is { Quantity: not null, Meter: not null } && (line.Amount is null || charged.Contains(line.Meter))
            ),
        ];
        Usage = usage;
        Costs = costs;
        usageMeters = export.UsageMeters.Concat(charged).ToHashSet();
        costMeters = export.CostMeters;
        UsageHasTier = usage.Length > 0 && usage.All(line => line.Tier is not null);
        CostHasTier = costs.Length > 0 && costs.All(line => line.Tier is not null);
        CostHasMeter = costs.Any(line => line.Meter is not null);
        CostHasModel = costs.Length > 0 && costs.Any(line => line.Model is not null);
        ByModel =
            export.Lines.Count == 0
            || (
                (usage.Length == 0 || usage.Any(line => line.Model is not null)) && (costs.Length == 0 || CostHasModel)
            );
        ByKey =
            terms.Keys is { Count: > 0 }
            && export.Lines.Count > 0
            && usage.All(line => line.Key is not null)
            && costs.All(line => line.Key is not null);
        withoutModel = ByModel ? MetersWithoutModel(costs) : [];
    }

    /// <summary>The lines whose quantities count: a usage file's where it has the meter, else those of the charges.</summary>
    public IReadOnlyList<ProviderLine> Usage { get; }

    /// <summary>The lines with charges.</summary>
    public IReadOnlyList<ProviderLine> Costs { get; }

    public bool UsageHasTier { get; }
    public bool CostHasTier { get; }
    public bool CostHasMeter { get; }
    public bool CostHasModel { get; }
    public bool ByModel { get; }
    public bool ByKey { get; }

    /// <summary>Whether the export states quantities of this meter.</summary>
    public bool CountsUsageOf(string meter) => usageMeters.Contains(meter);

    /// <summary>A meter of the ledger as this export counts it.</summary>
    public string Fold(string meter) =>
        MeterFold.Into(usageMeters, meter) ?? MeterFold.Into(costMeters, meter) ?? meter;

    /// <summary>A meter as the charges tell it apart.</summary>
    public string CostMeter(string meter) => MeterFold.Into(costMeters, meter) ?? meter;

    /// <summary>Whether charges of the meter never name a model (fees of tools), so that no cell of a model has them.</summary>
    public bool IsWithoutModel(string meter) => withoutModel.Contains(CostMeter(meter));

    /// <summary>Meters of which no usage file speaks, but every charge states the quantity.</summary>
    private static HashSet<string> CountedByCharges(ProviderLine[] costs, IReadOnlySet<string> counted)
    {
        HashSet<string> all = [.. costs.Where(line => line.Meter is not null).Select(line => line.Meter!)];
        all.ExceptWith(costs.Where(line => line.Quantity is null).Select(line => line.Meter ?? ""));
        all.ExceptWith(counted);
        return all;
    }

    private static HashSet<string> MetersWithoutModel(ProviderLine[] costs)
    {
        HashSet<string> with = [];
        HashSet<string> without = [];
        foreach (ProviderLine line in costs)
        {
            if (line.Meter is { } meter)
            {
                (line.Model is null ? without : with).Add(meter);
            }
        }

        without.ExceptWith(with);
        return without;
    }
}
