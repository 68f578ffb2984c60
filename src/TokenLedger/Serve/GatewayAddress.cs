using System.Net;
using TokenLedger.Commands;

namespace TokenLedger.Serve;

/// <summary>
/// The file that says where the gateway of a data folder listens, for commands that must ask it. It counts only while the
/// ledger's lock is held: a killed gateway leaves it behind.
/// </summary>
internal static class GatewayAddress
{
    /// <summary>Notes the address; one that means "every address" is noted as loopback.</summary>
    /// <exception cref="IOException">The data folder cannot be written.</exception>
    public static void Write(DataFolder data, IPEndPoint address)
    {
        bool isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        IPEndPoint reachable = isAny ? new(IPAddress.Loopback, address.Port) : address;
        string beside = data.Address + ".new";
        File.WriteAllText(beside, $"http://{reachable}/\n");
        File.Move(beside, data.Address, overwrite: true);
    }

    /// <summary>The address noted; null when there is none.</summary>
    public static Uri? Read(DataFolder data)
    {
        try
        {
            return Uri.TryCreate(File.ReadAllText(data.Address).Trim(), UriKind.Absolute, out Uri? address)
                ? address
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Takes the note away; one that cannot be deleted does no harm once the ledger's lock is free.</summary>
    public static void Delete(DataFolder data)
    {
        try
        {
            File.Delete(data.Address);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
