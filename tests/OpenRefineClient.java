import com.google.refine.model.Recon;
import com.google.refine.model.ReconCandidate;
import com.google.refine.model.recon.ReconJob;
import com.google.refine.model.recon.ReconciledDataExtensionJob;
import com.google.refine.model.recon.StandardReconConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reconciles texts with a service by OpenRefine's own client, then fetches columns for what was matched. */
public class OpenRefineClient {
    private static final String SPACE = "https://w3id.org/neuromod-onto/";

    /** Arguments: the service, the type or "", the properties to fetch as JSON, and the texts. */
    public static void main(String[] given) throws Exception {
        String type = given[1].isEmpty() ? null : given[1];
        StandardReconConfig config =
                new StandardReconConfig(given[0], SPACE, SPACE, type, type, true, List.of());
        List<ReconJob> jobs = new ArrayList<>();
        for (int i = 3; i < given.length; i++) {
            jobs.add(config.createSimpleJob(given[i]));
        }
        List<Recon> found = config.batchRecon(jobs, 1L);
        Map<String, ReconCandidate> matched = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            Recon recon = found.get(i);
            List<String> line = new ArrayList<>(List.of("recon", given[i + 3], recon.judgment.toString()));
            if (recon.error != null) {
                line.add("error " + recon.error);
            }
            List<ReconCandidate> candidates = recon.candidates == null ? List.of() : recon.candidates;
            for (ReconCandidate candidate : candidates) {
                line.add(candidate.id + " " + candidate.name);
            }
            System.out.println(String.join("\t", line));
            if (recon.match != null) {
                matched.put(recon.match.id, recon.match);
            }
        }
        ReconciledDataExtensionJob extension =
                new ReconciledDataExtensionJob(
                        ReconciledDataExtensionJob.DataExtensionConfig.reconstruct(given[2]), given[0]);
        Map<String, ReconCandidate> known = new HashMap<>();
        extension.extend(Set.copyOf(matched.keySet()), known).forEach((id, cells) -> {
            for (Object[] row : cells.data) {
                List<String> line = new ArrayList<>(List.of("extend", id));
                for (Object cell : row) {
                    line.add(cell instanceof ReconCandidate term ? term.id : String.valueOf(cell));
                }
                System.out.println(String.join("\t", line));
            }
        });
        extension.columns.forEach(column -> System.out.println("column\t" + column.name));
        System.exit(0);
    }
}
