using System.Reflection;
using TokenLedger.Gateway.Otlp.Wire;

namespace TokenLedger.Gateway.Otlp;

/// <summary>Who sends, and what with: the resource and the scope of every request.</summary>
internal sealed class OtlpResource
{
    private static readonly string s_version =
        typeof(OtlpResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    private readonly OtlpAttribute[] _attributes;

    /// <summary>Takes the configured attributes; they win over our own.</summary>
    public OtlpResource(OtlpOptions options, string origin)
    {
        (string Name, string Value)[] own =
        [
            ("service.name", "tokenledger"),
            ("service.version", s_version),
            ("service.instance.id", origin),
        ];
        _attributes =
        [
            .. own.Where(one => options.Resource.All(said => said.Key != one.Name))
                .Select(static one => new OtlpAttribute(one.Name, one.Value)),
            .. options.Resource.Select(static said => new OtlpAttribute(said.Key, said.Value)),
        ];
    }

    /// <summary>Writes the resource.</summary>
    public void Write(IOtlpWriter to)
    {
        to.Open(1, "resource");
        OtlpAttribute.WriteAll(to, 1, _attributes);
        to.Close();
    }

    /// <summary>Writes the scope.</summary>
    public static void WriteScope(IOtlpWriter to)
    {
        to.Open(1, "scope");
        to.Text(1, "name", "tokenledger");
        to.Text(2, "version", s_version);
        to.Close();
    }

    /// <summary>A writer for a protocol.</summary>
    public static IOtlpWriter Writer(OtlpProtocol protocol) =>
        protocol == OtlpProtocol.Json ? new JsonOtlpWriter() : new ProtobufOtlpWriter();
}
