package dev.tollgate.kit.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Binds nodes to types. A method that returns null has added at least one problem, and its siblings
 * are bound all the same: one run finds everything.
 */
final class Binder {
  private final Scalars scalars;
  private final Map<String, String> environment;
  private final List<String> problems;

  Binder(Scalars scalars, Map<String, String> environment, List<String> problems) {
    this.scalars = scalars;
    this.environment = environment;
    this.problems = problems;
  }

  <R extends Record> @Nullable R bind(Key key, Class<R> type, JsonNode node) {
    if (!node.isObject()) {
      problem(key, "must be a map of keys and values");
      return null;
    }
    var components = type.getRecordComponents();
    if (!type.isAnnotationPresent(Partial.class)) {
      refuseUnknownKeys(key, components, node);
    }
    int problemsBefore = problems.size();
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = component(key, components[i], node);
    }
    return problems.size() == problemsBefore ? construct(key, type, components, values) : null;
  }

  private void refuseUnknownKeys(Key key, RecordComponent[] components, JsonNode node) {
    var known = new LinkedHashSet<String>();
    Arrays.stream(components).map(Key::nameOf).forEach(known::add);
    for (var name : node.propertyNames()) {
      if (!known.contains(name)) {
        problem(key.child(name), "there is no such key; known here: " + String.join(", ", known));
      }
    }
  }

  private @Nullable Object component(Key parent, RecordComponent component, JsonNode node) {
    var name = Key.nameOf(component);
    var key = parent.child(name);
    var type = component.getGenericType();
    var fromEnvironment = isRecord(type) ? null : environment.get(key.variable());
    if (fromEnvironment != null) {
      return text(key, type, fromEnvironment);
    }
    var value = node.path(name);
    if (!value.isMissingNode() && !value.isNull()) {
      return value(key, type, value);
    }
    return absent(key, component);
  }

  private @Nullable Object absent(Key key, RecordComponent component) {
    var type = component.getGenericType();
    var otherwise = component.getAnnotation(Default.class);
    if (otherwise != null) {
      return text(key, type, otherwise.value());
    }
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    if (isRecord(type) && (!nullable || environmentNames(key))) {
      // Each key that is missing inside is named; the environment may supply them all.
      return value(key, type, JsonNodeFactory.instance.objectNode());
    }
    if (!nullable) {
      problem(key, "is missing; add it to the file" + key.orSetTheVariable());
    }
    return null;
  }

  private boolean environmentNames(Key key) {
    return !key.variable().isEmpty()
        && environment.keySet().stream().anyMatch(name -> name.startsWith(key.variable() + "_"));
  }

  private @Nullable Object value(Key key, Type type, JsonNode node) {
    var element = elementType(type);
    if (element != null) {
      return list(key, element, node);
    }
    if (isRecord(type)) {
      return bind(key, ((Class<?>) type).asSubclass(Record.class), node);
    }
    if (!node.isValueNode()) {
      problem(key, "must be one value");
      return null;
    }
    if (type == String.class && !node.isString()) {
      problem(key, "must be text; put it in quotes");
      return null;
    }
    return scalar(key, type, node.asString());
  }

  private @Nullable Object list(Key key, Type element, JsonNode node) {
    if (!node.isArray()) {
      problem(key, "must be a list");
      return null;
    }
    var values = new ArrayList<@Nullable Object>();
    for (int i = 0; i < node.size(); i++) {
      values.add(value(key.element(i), element, node.path(i)));
    }
    return values.contains(null) ? null : List.copyOf(values);
  }

  /** A value as the environment and {@link Default} write it. */
  private @Nullable Object text(Key key, Type type, String text) {
    var element = elementType(type);
    if (element == null) {
      return scalar(key, type, text);
    }
    if (isRecord(element)) {
      problem(key, "is a list of maps, which only the file can hold; unset " + key.variable());
      return null;
    }
    var values = new ArrayList<@Nullable Object>();
    for (var part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      values.add(scalar(key, element, part.strip()));
    }
    return values.contains(null) ? null : List.copyOf(values);
  }

  private @Nullable Object scalar(Key key, Type type, String text) {
    if (!(type instanceof Class<?> scalar && Scalars.isScalar(scalar))) {
      throw new IllegalStateException(key.path() + ": a config cannot have a " + type);
    }
    try {
      return scalars.parse(scalar, text);
    } catch (IllegalArgumentException e) {
      problem(key, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private <R extends Record> @Nullable R construct(
      Key key, Class<R> type, RecordComponent[] components, @Nullable Object[] values) {
    try {
      return constructor(type, components).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        problem(key, String.valueOf(refused.getMessage()));
        return null;
      }
      throw new IllegalStateException(type + " failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private static <R extends Record> Constructor<R> constructor(
      Class<R> type, RecordComponent[] components) throws NoSuchMethodException {
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true); // configs are package-private in their servers
    return constructor;
  }

  private static @Nullable Type elementType(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == List.class
        ? generic.getActualTypeArguments()[0]
        : null;
  }

  private static boolean isRecord(Type type) {
    return type instanceof Class<?> record && record.isRecord() && !Scalars.isScalar(record);
  }

  private void problem(Key key, String what) {
    problems.add((key.path().isEmpty() ? what : key.path() + ": " + what).replace('\n', ' '));
  }
}
