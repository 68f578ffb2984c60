using TokenLedger.Accounting.Metering;
using TokenLedger.Configuration.Yaml;
using TokenLedger.Reporting.Reconciliation.Exports;

namespace TokenLedger.Commands.Reconciling;

/// <summary>A mapping of a table's columns, as written by a user; docs/reconciliation.md describes each key.</summary>
internal sealed class MappingFile(YamlText file)
{
    private const string Known =
        "provider, provider_names, columns, meters, meter_names, input_includes, quantity_factor, amount_unit, width, "
        + "time_format, time_zone, separator, decimal, thousands";

    private TableMapping _map = new();
    private bool _zoneIsStated;

    /// <summary>The mapping, and whether it says the zone of its days.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read or is wrong; exit code 2.</exception>
    public static (TableMapping Mapping, bool ZoneIsStated) Read(string path) =>
        YamlText.Read(path, (text, root) => new MappingFile(text).Read(root));

    private (TableMapping, bool) Read(YamlMapping root)
    {
        foreach (YamlMember member in root.Members)
        {
            Read(member);
        }

        return (_map, _zoneIsStated);
    }

    private void Read(YamlMember member)
    {
        switch (member.Name)
        {
            case "provider":
                _map = _map with { Provider = file.Text(member)?.ToLowerInvariant() };
                break;
            case "provider_names":
                _map = _map with { ProviderNames = Names(member) };
                break;
            case "columns":
                ReadColumns(member);
                break;
            case "meters":
                _map = _map with { MeterColumns = Names(member) };
                break;
            case "meter_names":
                _map = _map with { MeterNames = Names(member) };
                break;
            case "input_includes":
                _map = _map with { InputIncludes = Texts(member) };
                break;
            case "quantity_factor":
                _map = _map with { QuantityFactor = Number(member) };
                break;
            case "amount_unit":
                _map = _map with { AmountFactor = Unit(member) };
                break;
            case "width":
                _map = _map with { Width = Width(member) };
                break;
            case "time_format":
                _map = _map with { TimeFormat = file.Text(member) };
                break;
            case "time_zone":
                ReadZone(member);
                break;
            case "separator":
                _map = _map with { Separator = Character(member) };
                break;
            case "decimal":
                _map = _map with { Decimal = Character(member) ?? '.' };
                break;
            case "thousands":
                _map = _map with { Thousands = Character(member) };
                break;
            default:
                file.Problem(member.Origin, $"{member.Name}: unknown. Known are {Known}");
                break;
        }
    }

    private void ReadColumns(YamlMember columns)
    {
        foreach (YamlMember member in file.Members(columns))
        {
            string? column = file.Text(member);
            TableMapping? read = member.Name switch
            {
                "provider" => _map with { ProviderColumn = column },
                "day" => _map with { Day = column },
                "from" => _map with { From = column },
                "to" => _map with { To = column },
                "model" => _map with { Model = column },
                "key" => _map with { Key = column },
                "tier" => _map with { Tier = column },
                "meter" => _map with { Meter = column },
                "quantity" => _map with { Quantity = column },
                "amount" => _map with { Amount = column },
                "currency" => _map with { CurrencyColumn = column },
                _ => null,
            };
            if (read is null)
            {
                file.Problem(
                    member.Origin,
                    $"columns.{member.Name}: unknown. Known are provider, day, from, to, model, key, tier, meter, quantity, amount, currency"
                );
            }

            _map = read ?? _map;
        }
    }

    private void ReadZone(YamlMember member)
    {
        if (file.Text(member) is { } name)
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone))
            {
                _map = _map with { Zone = zone };
                _zoneIsStated = true;
            }
            else
            {
                file.Problem(
                    member.Value.Origin,
                    $"time_zone: there is no zone '{name}'; write it as America/New_York"
                );
            }
        }
    }

    private Dictionary<string, string> Names(YamlMember member)
    {
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (YamlMember name in file.Members(member))
        {
            if (file.Text(name) is { } value)
            {
                names[name.Name] = value;
                CheckMeter(member, name, value);
            }
        }

        return names;
    }

    private void CheckMeter(YamlMember owner, YamlMember name, string value)
    {
        if (
            owner.Name != "provider_names"
            && !value.Contains('.', StringComparison.Ordinal)
            && value is not (Meters.Requests or Meters.Images)
        )
        {
            file.Problem(
                name.Value.Origin,
                $"{owner.Name}.{name.Name}: '{value}' is no meter; write one such as {Meters.Input}, {Meters.CacheRead} or {Meters.Output}"
            );
        }
    }

    private List<string> Texts(YamlMember member)
    {
        List<string> texts = [];
        foreach (YamlValue item in (member.Value as YamlList)?.Items ?? [])
        {
            if (item is YamlScalar { Text: { } text })
            {
                texts.Add(text);
            }
        }

        if (texts.Count == 0)
        {
            file.Problem(member.Value.Origin, $"{member.Name}: must be a list of meters");
        }

        return texts;
    }

    private decimal Number(YamlMember member)
    {
        if (
            decimal.TryParse(
                file.Text(member),
                System.Globalization.NumberStyles.AllowDecimalPoint,
                System.Globalization.CultureInfo.InvariantCulture,
                out decimal number
            )
            && number > 0
        )
        {
            return number;
        }

        file.Problem(member.Value.Origin, $"{member.Name}: must be a decimal above 0");
        return 1;
    }

    private decimal Unit(YamlMember member)
    {
        switch (file.Text(member))
        {
            case "dollars":
                return 1;
            case "cents":
                return 0.01m;
            default:
                file.Problem(member.Value.Origin, "amount_unit: must be dollars or cents");
                return 1;
        }
    }

    private TimeSpan Width(YamlMember member)
    {
        switch (file.Text(member))
        {
            case "1d":
                return TimeSpan.FromDays(1);
            case "1h":
                return TimeSpan.FromHours(1);
            case "1m":
                return TimeSpan.FromMinutes(1);
            default:
                file.Problem(member.Value.Origin, "width: must be 1d, 1h or 1m");
                return TimeSpan.FromDays(1);
        }
    }

    private char? Character(YamlMember member)
    {
        string? text = file.Text(member);
        if (text is "tab" or "\\t")
        {
            return '\t';
        }

        if (text is { Length: 1 })
        {
            return text[0];
        }

        file.Problem(member.Value.Origin, $"{member.Name}: must be one character, or tab");
        return null;
    }
}
