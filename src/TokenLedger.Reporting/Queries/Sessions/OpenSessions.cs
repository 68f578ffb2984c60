using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>The calls of sessions that are open: they are not in the columns yet.</summary>
internal static class OpenSessions
{
    /// <summary>Figures of the open calls by the numbers of tenant and session.</summary>
    public static Dictionary<(long Tenant, long Session), SessionFigures> Read(SqliteConnection connection, Slice slice)
    {
        using SqliteCommand command = connection.CreateCommand();
        SelectText select = Select(command, slice);
#pragma warning disable CA2100 // names of columns and parameters only, see SelectText
        command.CommandText =
            "SELECT coalesce(c.tenant, 0), coalesce(c.session, 0), count(*), coalesce(sum(c.hold_micro), 0), "
            + $"coalesce(sum(c.hold_rest), 0), min(c.occurred_at), max(c.occurred_at) FROM calls c{select.Rest} GROUP BY 1, 2";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<(long, long), SessionFigures> open = [];
        while (reader.Read())
        {
            CostFigures costs = new()
            {
                Open = reader.GetInt64(2),
                OpenHold = new SplitAmount(reader.GetInt64(3), reader.GetInt64(4)).Join(),
            };
            open.Add(
                (reader.GetInt64(0), reader.GetInt64(1)),
                new(
                    costs,
                    EntryTime.FromMicroseconds(reader.GetInt64(5)),
                    EntryTime.FromMicroseconds(reader.GetInt64(6))
                )
            );
        }

        return open;
    }

    /// <summary>The open calls, by the entries that opened them.</summary>
    public static List<SessionRow> Rows(SqliteConnection connection, Slice slice)
    {
        using SqliteCommand command = connection.CreateCommand();
        SelectText select = Select(command, slice);
#pragma warning disable CA2100 // names of columns and parameters only, see SelectText
        command.CommandText =
            "SELECT c.occurred_at, c.row, coalesce(c.agent, 0), coalesce(c.parent_agent, 0), coalesce(c.root_agent, 0) "
            + $"FROM calls c{select.Rest}";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        List<SessionRow> open = [];
        while (reader.Read())
        {
            AgentKey agent = new(reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
            open.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(1), CallStatus.Open, agent));
        }

        return open;
    }

    private static SelectText Select(SqliteCommand command, Slice slice)
    {
        SelectText select = new(command);
        select.KeepOpen(slice.Window, slice.AsBooked);
        foreach (Filter filter in slice.Where)
        {
            select.Keep(filter);
        }

        return select;
    }
}
