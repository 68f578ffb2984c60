using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>The documents of one kind as administration routes find, read and remove them.</summary>
/// <param name="book">Where they are kept.</param>
/// <param name="kind">What they are there, one of <see cref="ControlKinds"/>.</param>
/// <param name="type">How they are written.</param>
internal sealed class StoredDocuments<T>(ControlBook book, string kind, JsonTypeInfo<T> type)
    where T : class
{
    /// <summary>What people call one: "access token".</summary>
    public string Name { get; } = kind.Replace('_', ' ');

    /// <summary>One of them; null when there is none.</summary>
    public ControlDocument? Find(string id) => book.Find(kind, id);

    /// <summary>What it says.</summary>
    public T Read(ControlDocument stored) => JsonSerializer.Deserialize(stored.Json, type)!;

    /// <summary>Answers that there is none.</summary>
    public Task MissingAsync(HttpContext http, string id) =>
        AdminAnswer.RefuseAsync(http, 404, "not_found", $"There is no {Name} \"{id}\".");

    /// <summary>Removes one, where If-Match does not want another than it is, and answers.</summary>
    /// <returns>Whether it is gone.</returns>
    public async Task<bool> RemoveAsync(HttpContext http, ControlDocument stored)
    {
        if (!await Precondition.HoldsAsync(http, stored).ConfigureAwait(false))
        {
            return false;
        }

        ControlChange removal = new(kind, stored.Id, null, Principal.Of(http).Name) { Expected = stored.Revision };
        ControlResult result = await book.ChangeAsync(removal, http.RequestAborted).ConfigureAwait(false);
        if (!result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return false;
        }

        http.Response.StatusCode = 204;
        return true;
    }
}
