import java.time.Instant;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;

/** Reads a calendar from stdin; writes a line for each event: uid, sequence, status, start, end, title in base64. */
public class Events {
    public static void main(String[] arguments) throws Exception {
        var calendar = new CalendarBuilder().build(System.in);
        for (VEvent event : calendar.<VEvent>getComponents(Component.VEVENT)) {
            System.out.println(String.join(" ",
                said(event, Property.UID), said(event, Property.SEQUENCE), said(event, Property.STATUS),
                instant(event.getStartDate().get().getDate()), instant(event.getEndDate().get().getDate()),
                Base64.getEncoder().encodeToString(event.getSummary().getValue().getBytes("UTF-8"))));
        }
    }

    private static String said(VEvent event, String name) {
        return event.getRequiredProperty(name).getValue();
    }

    private static String instant(TemporalAccessor date) {
        return Instant.from(date).toString();
    }
}
