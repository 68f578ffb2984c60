using System.CommandLine;
using System.Globalization;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Reporting.Reconciliation.Exports;

namespace TokenLedger.Commands.Reconciling;

/// <summary>The options of 'reconcile'.</summary>
internal sealed class ReconcileOptions
{
    private readonly WritingOptions _writing = new();
    private readonly Option<string> _provider = new("--provider")
    {
        HelpName = "FORM",
        Description = "The form of the export: openai, anthropic, focus or csv.",
        Required = true,
    };
    private readonly Option<string[]> _files = new("--file")
    {
        HelpName = "FILE",
        Description = "A file of the export: pages of usage and of costs, or a table. May be repeated.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _mapping = new("--mapping")
    {
        HelpName = "FILE",
        Description = "Which columns say what (YAML); needed for csv, possible for focus.",
    };
    private readonly Option<string?> _keyMap = new("--key-map")
    {
        HelpName = "FILE",
        Description = "Which of the provider's keys each of our fingerprints is (YAML), to compare per key.",
    };
    private readonly Option<string?> _from = new("--from")
    {
        HelpName = "DAY",
        Description = "First day, such as 2026-11-01.",
    };
    private readonly Option<string?> _to = new("--to") { HelpName = "DAY", Description = "First day after." };
    private readonly Option<string?> _zone = new("--time-zone")
    {
        HelpName = "ZONE",
        Description = "The zone of a table's days, such as America/Los_Angeles. Default: looked for, else UTC.",
    };
    private readonly Option<string?> _tolerance = new("--tolerance")
    {
        HelpName = "USD",
        Description = $"What may remain unexplained. Default {ReconcileRequest.DefaultTolerance}.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _apply = new("--apply")
    {
        Description = "Append adjustments that book the differences, each exactly once.",
    };
    private readonly Option<string?> _reason = new("--reason")
    {
        HelpName = "TEXT",
        Description = "Why, for the adjustments; needed with --apply.",
    };
    private readonly Option<string?> _book = new("--book")
    {
        HelpName = "CAUSES",
        Description =
            "The causes to book, with commas. Default: "
            + string.Join(",", ReconcileRequest.UsuallyBooked.Select(cause => cause.Name()))
            + ".",
    };
    private readonly Option<string?> _rounding = new("--rounding-threshold")
    {
        HelpName = "USD",
        Description =
            $"Rounding of a day and model from this amount on is booked too. Default {ReconcileRequest.DefaultRoundingThreshold}.",
    };

    public void AddTo(Command command)
    {
        Option[] own =
        [
            _provider,
            _files,
            _mapping,
            _keyMap,
            _from,
            _to,
            _zone,
            _tolerance,
            _json,
            _apply,
            _reason,
            _book,
            _rounding,
        ];
        foreach (Option option in own)
        {
            command.Options.Add(option);
        }

        _writing.AddTo(command);
    }

    /// <exception cref="CommandFailedException">An option makes no sense; exit code 2.</exception>
    public ReconcileRequest Read(ParseResult parsed)
    {
        ExportForm form = Form(parsed.GetRequiredValue(_provider));
        (TableMapping? mapping, bool zoneIsStated) = Mapping(parsed, form);
        DateOnly? from = Day(parsed.GetValue(_from), "--from");
        DateOnly? after = Day(parsed.GetValue(_to), "--to");
        if (after <= from)
        {
            throw CostOptions.Misused("--to must be a day after --from; it is the first day that is not compared.");
        }

        return new()
        {
            Configuration = _writing.Read(parsed),
            Form = form,
            Files = parsed.GetRequiredValue(_files),
            Mapping = mapping,
            ZoneIsStated = zoneIsStated,
            Keys = parsed.GetValue(_keyMap) is { } keys ? KeyMapFile.Read(keys) : null,
            From = from,
            To = after?.AddDays(-1),
            Tolerance = Amount(parsed, _tolerance, ReconcileRequest.DefaultTolerance),
            RoundingThreshold = Amount(parsed, _rounding, ReconcileRequest.DefaultRoundingThreshold),
            Booked = Booked(parsed.GetValue(_book)),
            Json = parsed.GetValue(_json),
            ApplyReason = Reason(parsed),
        };
    }

    private static ExportForm Form(string name) =>
        name switch
        {
            "openai" => ExportForm.OpenAi,
            "anthropic" => ExportForm.Anthropic,
            "focus" => ExportForm.Focus,
            "csv" => ExportForm.Csv,
            _ => throw CostOptions.Misused(
                $"--provider: there is no form '{name}'. Choose from openai, anthropic, focus, csv (any table, with --mapping)."
            ),
        };

    private (TableMapping? Mapping, bool ZoneIsStated) Mapping(ParseResult parsed, ExportForm form)
    {
        string? zone = parsed.GetValue(_zone);
        string? path = parsed.GetValue(_mapping);
        if (form is ExportForm.OpenAi or ExportForm.Anthropic)
        {
            return path is null && zone is null
                ? (null, false)
                : throw CostOptions.Misused(
                    "--mapping and --time-zone are for tables; these pages say by themselves what they hold, in UTC."
                );
        }

        if (form == ExportForm.Csv && path is null)
        {
            throw CostOptions.Misused(
                "--provider csv needs --mapping FILE, which says what each column is; see docs/reconciliation.md."
            );
        }

        (TableMapping? mapping, bool stated) = path is null ? (null, false) : MappingFile.Read(path);
        if (form == ExportForm.Csv)
        {
            Check(mapping!, path!);
        }

        if (zone is null)
        {
            return (mapping, stated);
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found)
            ? ((mapping ?? new()) with { Zone = found }, true)
            : throw CostOptions.Misused(
                $"--time-zone: there is no zone '{zone}'. Write it as America/Los_Angeles or UTC."
            );
    }

    private static void Check(TableMapping mapping, string path)
    {
        string? problem =
            (mapping.Day is null) == (mapping.From is null) ? "name either columns.day or columns.from"
            : mapping.Provider is null && (mapping.ProviderColumn is null || mapping.ProviderNames.Count == 0)
                ? "say which provider it is of: provider, or columns.provider with provider_names"
            : mapping.Amount is null
            && mapping.MeterColumns.Count == 0
            && (mapping.Meter is null || mapping.Quantity is null)
                ? "name a column of amounts or of quantities: columns.amount, meters, or columns.meter with columns.quantity"
            : mapping.Meter is not null && mapping.MeterNames.Count == 0
                ? "say with meter_names which meter each name in columns.meter is"
            : null;
        if (problem is not null)
        {
            throw CostOptions.Misused($"{path}: {problem}. See docs/reconciliation.md.");
        }
    }

    private static DateOnly? Day(string? text, string option) =>
        text is null ? null
        : DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out DateOnly day
        )
            ? day
        : throw CostOptions.Misused($"{option}: '{text}' is not a day. Write it as 2026-11-01.");

    private static Usd Amount(ParseResult parsed, Option<string?> option, Usd usual)
    {
        Usd amount = parsed.GetValue(option) is { } text ? BookingOptions.Amount(text, option.Name) : usual;
        return amount >= Usd.Zero ? amount : throw CostOptions.Misused($"{option.Name}: must not be negative.");
    }

    private static IReadOnlyList<Cause> Booked(string? text)
    {
        if (text is null)
        {
            return ReconcileRequest.UsuallyBooked;
        }

        List<Cause> causes = [];
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            causes.Add(
                Causes.Find(name) is { } cause and not Cause.Unexplained
                    ? cause
                    : throw CostOptions.Misused(
                        $"--book: '{name}' cannot be booked. Choose from "
                            + string.Join(
                                ", ",
                                Causes.All.Where(one => one != Cause.Unexplained).Select(one => one.Name())
                            )
                            + "."
                    )
            );
        }

        return causes;
    }

    private string? Reason(ParseResult parsed)
    {
        string? reason = parsed.GetValue(_reason);
        if (!parsed.GetValue(_apply))
        {
            return null;
        }

        return string.IsNullOrWhiteSpace(reason)
                ? throw CostOptions.Misused("--apply needs --reason TEXT: it stands in every adjustment.")
            : reason.Length <= AdjustmentEntry.LongestReason - 100 ? reason.Trim()
            : throw CostOptions.Misused(
                $"--reason: has {reason.Length} characters; at most {AdjustmentEntry.LongestReason - 100} are kept."
            );
    }
}
